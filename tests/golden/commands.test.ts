import * as certbot from "../../components/certificate/certbot/host-commands";
import * as keeper from "../../components/certificate/keeper/host-commands";
import { activationCommand } from "../../components/certificate/lineage/activation-command";
import * as release from "../../components/release/agent/activation";
import { inspectTreeCommand, placeCommand, treeLinks } from "../../components/release/trees/placement";
import { certbotInputs } from "../support/certbot-inputs";
import { expectGolden } from "../support/golden";
import { release as small } from "../support/site";

/** Commands as a file: each below its name. */
const listed = (commands: Readonly<Record<string, string | readonly string[]>>): string =>
  Object.entries(commands)
    .map(([name, command]) => `== ${name}\n${typeof command === "string" ? command : command.join("\n")}\n`)
    .join("");

test("what a push runs on a host, and what asks and removes releases there", () => {
  const site = small.site;
  const digest = "cd".repeat(32);
  const scripts = { receive: "# receive", activate: "# activate", inspect: "# inspect" };
  const whole = {
    ...small,
    aliases: { "www.example.com": ["nginx/alias.conf"] },
    services: [...small.services, { unit: "app.service", action: "restart" as const }],
    links: { ...small.links, "/etc/systemd/system/app.service": "app.service" },
    trees: { "application/files": { source: "site", digest, parts: {} } },
  };
  const arrival = { folder: "c0ffee-1", pusher: "me@here", clock: 1_700_000_000, entries: [{ path: "a", content: "é", mode: 0o644 }] };
  expectGolden(
    "commands-release.txt",
    listed({
      receive: release.receiveCommand(small, scripts, arrival),
      "receive with trees": release.receiveCommand(whole, scripts, arrival),
      enter: release.enterCommand(whole, scripts, arrival),
      remove: release.removeCommand({ ...whole, folder: "0a1b2c3d4e5f-000001" }, "me@here"),
      inspect: release.inspectCommand(site, scripts),
      note: release.noteCommand(site),
      show: release.showCommand(site, "tls/fullchain.pem"),
      "place a tree": placeCommand("# trees", site, digest),
      "inspect a tree": inspectTreeCommand("# trees", site, digest, "application/files"),
      "link trees": treeLinks({ site, trees: { files: whole.trees["application/files"], ...whole.trees } }),
    }),
  );
});

test("what the scripts of certificates on the host are called with", () => {
  const files = [{ path: "/etc/a", content: "", mode: "600" }] as const;
  const { site } = certbotInputs;
  const contacts = [{}, { email: "me@example.com" }].map((email) => certbot.accountCommand({ ...certbotInputs, ...email }));
  const endings = [true, false].map((revokeOnDelete) => certbot.removeLineageCommand({ ...certbotInputs, revokeOnDelete }));
  const removals = [true, false].map((revokeOnDelete) => keeper.removeCommand({ site, revokeOnDelete }));
  expectGolden(
    "commands-certificate.txt",
    listed({
      "certbot obtain": certbot.obtainCommand(certbotInputs, false),
      "certbot begin": certbot.obtainCommand(certbotInputs, true).slice(0, 2).join(" "),
      "certbot account": contacts.map((each) => each.join(" ")),
      "certbot give, take, describe": [certbot.giveCommand, certbot.takeCommand, certbot.describeLineageCommand].map((make) => make(certbotInputs).join(" ")),
      "certbot inspect": certbot.inspectLineageCommand({ site }, files),
      "certbot remove": endings.map((each) => each.join(" ")),
      "agent obtain": keeper.obtainCommand({ site }),
      "agent inspect": keeper.inspectCommand({ site }, files),
      "agent remove": removals.map((each) => each.join(" ")),
      activate: activationCommand("/var/lib/tlsup/acme/blog"),
    }),
  );
});

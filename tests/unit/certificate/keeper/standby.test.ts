import { siteConfig } from "../../../../components/site/site-config";
import { parseInspection } from "../../../../components/certificate/keeper/host-commands";
import { agentParts, hostFiles, type AgentTexts } from "../../../../components/certificate/keeper/host-plan";
import { AlarmProgram } from "../../../support/alarm-program";
import { site } from "../../../support/site";

const certificate = { source: "lets-encrypt", renewal: "host", standby: "origin-ca" };

test.each<[string, object, string]>([
  ["no edge", { proxy: { provider: "cloudflare", proxied: false } }, "where no edge is in front of the host"],
  ["services", { services: [{ kind: "postfix", serverName: "mail.example.com" }] }, "with services, whose clients come past the edge"],
])("is refused with %s, as the edge alone trusts it", (_, changes, rest) => {
  expect(() => siteConfig({ ...site, certificate, ...changes }, "tlsup:site")).toThrow(
    `tlsup:site.certificate.standby: must be left out ${rest}, as Cloudflare's edge alone trusts its Origin CA: current value is "origin-ca"`,
  );
});

test("is on the host beside the agent: its chain for all, its key for root and the agent, and neither without the setting", () => {
  const texts = Object.fromEntries(agentParts.map((part) => [part, ""])) as AgentTexts;
  const inputs = { site: "example.test", names: ["example.test"], directory: "https://ca.test/", keyType: "ecdsa-p256" } as const;
  const placed = (changes: object): unknown[] =>
    hostFiles({ ...inputs, ...changes }, texts).flatMap(({ path, content, mode }) => (path.includes("/standby/") ? [[path, content, mode]] : []));
  expect(placed({})).toEqual([]);
  expect(placed({ standby: "CHAIN", standbyKey: "KEY" })).toEqual([
    ["/usr/local/lib/tlsup-acme/example.test/standby/fullchain.pem", "CHAIN", "644"],
    ["/usr/local/lib/tlsup-acme/example.test/standby/privkey.pem", "KEY", "640"],
  ]);
});

test("is named beside the failure for which it is served", () => {
  expect(parseInspection("failure\tno answer\n").failure).toBe("the host could not renew the certificate: no answer");
  expect(parseInspection("standing-in\tno answer\n").failure).toBe("the host serves the standby, as it could not renew the certificate: no answer");
  expect(parseInspection("timer\tactive\n").failure).toBeUndefined();
});

test("is told once when it is in force, with the reason, and once when a renewed certificate is", async () => {
  const program = new AlarmProgram({ standby: "/usr/local/lib/tlsup-acme/example.test/standby/fullchain.pem" });
  program.write("notes/failure.json", JSON.stringify({ count: 3, at: 1, reason: "it does not answer" }));
  const run = (): Promise<string> => program.run({ alarm: { mail: "ops@example.com", metrics: program.metrics } });
  await program.serve(-76, 14);
  expect(await run()).toBe("");
  await program.serveStandby();
  for (const said of ["", ""]) expect(await run()).toBe(said);
  expect(program.read("metrics/tlsup-example.test.prom")).toMatch(/^tlsup_certificate_late\{.*\} 1$/m);
  await program.serve(0, 90);
  for (const said of ["", ""]) expect(await run()).toBe(said);
  const mails = program.read("mails").replaceAll("=\n", "").split("-i -t\n").slice(1);
  program.close();
  expect(mails).toEqual([
    expect.stringContaining("half of the time for it is over"),
    expect.stringMatching(/the standby is served in its place, which the edge alone trusts\. Reason: it does not answer\. Run /),
    expect.stringMatching(/is renewed in time again, and the standby is not served\. The one in force ends on /),
  ]);
});

import { foundLineage } from "../../../../components/certificate/certbot/found-lineage";
import { hostFiles, renewalLines } from "../../../../components/certificate/certbot/host-plan";
import type { CertbotInputs } from "../../../../components/certificate/certbot/lineage";
import { makeHierarchy, type Hierarchy } from "../../../support/certificate-maker";
import { certbotInputs } from "../../../support/certbot-inputs";

const names = ["blog.example.com", "www.example.com"];
const inputs: CertbotInputs = { ...certbotInputs, names, directory: "https://ca.example/dir?a=b" };
let good: Hierarchy;
beforeAll(async () => (good = await makeHierarchy(names)));

/** What `certbot.sh describe` prints of a lineage that was made from these inputs. */
function described(of: CertbotInputs): string {
  const files = [
    {
      path: `/etc/letsencrypt/renewal/${of.site}.conf`,
      content: `# renew_before_expiry = 30 days\nversion = 2.1.0\n[renewalparams]\n${renewalLines(of).join("\n")}\n`,
    },
    { path: `/etc/letsencrypt/live/${of.site}/fullchain.pem`, content: good.leaf.certificate + good.lower.certificate },
    ...hostFiles(of).reverse(),
  ];
  return files.map(({ path, content }) => `${path} ${Buffer.from(content).toString("base64")}\n`).join("");
}

test("what a lineage was made from by http-01", () => {
  expect(foundLineage(described(inputs))).toEqual({ names, challenge: "http-01", directory: inputs.directory, keyType: "ecdsa-p256" });
});

test("by dns-01: the token, the API and the roots in their order as well", () => {
  const root = good.root.certificate + good.upper.certificate;
  const dns = { challenge: "dns-01", keyType: "rsa-2048", root, apiToken: "token_1-2", apiUrl: "http://192.0.2.1:80/client/v4" } as const;
  expect(foundLineage(described({ ...inputs, ...dns }))).toEqual({ names, directory: inputs.directory, ...dns });
});

test.each([
  ["nothing", () => ""],
  ["no certificate", () => described(inputs).replace(/.*fullchain.*\n/, "")],
  ["no renewal", () => described(inputs).replace(/.*renewal\/.*\n/, "")],
])("a host with %s keeps none", (_, output) => expect(foundLineage(output())).toBeUndefined());

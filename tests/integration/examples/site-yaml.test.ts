import { testSite } from "../../support/site-example";

describe("a site in YAML", () => {
  testSite({
    folder: "site-yaml",
    domain: "yaml.example.test",
    greeting: "Hello from YAML",
    faulty: {
      file: "Pulumi.yaml",
      replacements: {
        "${domain}": "../../tmp/x",
        "region: fra1": "region: Frankfurt 1",
        "keyType: ecdsa-p256": "keyType: ecdsa-p256, days: 0",
        "kind: nginx": "kind: nginx, healthPath: health",
        "{ GREETING:": '{ "1 GREETING":',
      },
    },
  });
});

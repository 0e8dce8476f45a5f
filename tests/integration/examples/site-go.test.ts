import { testSite } from "../../support/site-example";

describe("a site in Go", () => {
  testSite({
    folder: "site-go",
    domain: "go.example.test",
    greeting: "Hello from Go",
    faulty: {
      file: "main.go",
      replacements: {
        'cfg.Require("domain")': '"../../tmp/x"',
        '"fra1"': '"Frankfurt 1"',
        "tlsup.KeyTypeEcdsaP256": "tlsup.KeyTypeEcdsaP256, Days: pulumi.Int(0)",
        'Kind: "nginx"': 'Kind: "nginx", HealthPath: pulumi.String("health")',
        '"GREETING":': '"1 GREETING":',
      },
    },
  });
});

import { testSite } from "../../support/site-example";

describe("a site in Python", () => {
  testSite({
    folder: "site-python",
    domain: "python.example.test",
    greeting: "Hello from Python",
    faulty: {
      file: "__main__.py",
      replacements: {
        'config.require("domain")': '"../../tmp/x"',
        '"fra1"': '"Frankfurt 1"',
        'key_type="ecdsa-p256"': 'key_type="ecdsa-p256", days=0',
        'kind="nginx"': 'kind="nginx", health_path="health"',
        '"GREETING":': '"1 GREETING":',
      },
    },
  });
});

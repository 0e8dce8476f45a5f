import { isOnHost } from "../../../components/certificate/sources";

test.each<[unknown, boolean]>([
  [{ source: "certbot", challenge: "http-01" }, true],
  [{ source: "lets-encrypt", renewal: "host" }, true],
  [{ source: "lets-encrypt" }, false],
  [{ source: "self-signed" }, false],
  [{ source: "origin-ca" }, false],
  [{ source: "provided" }, false],
  [{ source: "unknown" }, false],
  [undefined, false],
])("the host alone has the key of %j: %s", (certificate, isAlone) => {
  expect(isOnHost(certificate)).toBe(isAlone);
});

import fc from "fast-check";
import { defaultVpc } from "../../../../../localcloud/apis/digitalocean/vpc";

test("the default VPC of a region is a UUID of version 8 (RFC 9562), the same one each time", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (id, region) => {
      expect(defaultVpc({ id }, region)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(defaultVpc({ id }, region)).toBe(defaultVpc({ id }, region));
    }),
  );
});

test("each region of each local cloud has its own default VPC", () => {
  const all = ["one", "other"].flatMap((id) => ["fra1", "ams3"].map((region) => defaultVpc({ id }, region)));
  expect(new Set(all).size).toBe(4);
});

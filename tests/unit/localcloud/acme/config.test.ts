import { renderConfig } from "../../../../localcloud/acme/config";
import { withDefaultProfile } from "../../../../localcloud/acme/default-profile";
import { longestValidity, profiles } from "../../../../localcloud/acme/profiles";
import { expectGolden } from "../../../support/golden";

test("Pebble's configuration: its addresses, an authority's ports for validation, Let's Encrypt's profiles", () => {
  const text = renderConfig({
    listen: "127.77.0.1:14000",
    management: "127.77.0.1:15000",
    certificate: "/cloud/acme/endpoint.pem",
    key: "/cloud/acme/endpoint.key",
    profiles,
  });
  expectGolden("pebble.json", text);
});

test("no certificate outlives the 90 days of the profile classic", () => {
  expect(longestValidity).toBe(90 * 24 * 60 * 60);
});

describe("the profile of orders that name none", () => {
  const source = (times: number): string => `if profileName == "" {\n${"\t\tprofileName = profNames[rand.Intn(len(profiles))]\n".repeat(times)}}\n`;

  test("is the same for all of them", () => {
    expect(withDefaultProfile(source(1), "classic")).toBe('if profileName == "" {\n\t\tprofileName = "classic"\n}\n');
  });

  test.each([0, 2])("is not set in sources that choose one in %d places", (times) => {
    expect(() => withDefaultProfile(source(times), "classic")).toThrow(`it does so ${times} times`);
  });
});

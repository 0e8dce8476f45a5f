import { siteConfig } from "../../../../components/site/site-config";
import { site } from "../../../support/site";

const machine = { provider: "hetzner", region: "fsn1", size: "cx23" };
const faultsOf = (host: object): string => {
  try {
    siteConfig({ ...site, host }, "site");
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([{}, { image: "debian-13" }, { image: "ubuntu-24.04" }, { region: "ash", size: "ccx13", reservedIp: true, ssh: { from: ["203.0.113.0/24"] } }])(
  "a site is at Hetzner: %j",
  (more) => {
    expect(faultsOf({ ...machine, ...more })).toBe("");
  },
);

test.each([
  ["region", "fra1x", "must be a location like fsn1"],
  ["region", "fsn1;id", "must be a location like fsn1"],
  ["size", "s-1vcpu-1gb", "must be a server type like cx23"],
  ["image", "debian-12-x64", "must be debian-12, debian-13 or ubuntu-24.04"],
  ["image", "debian-11", "must be debian-12, debian-13 or ubuntu-24.04"],
])("names of other vendors, and what no vendor knows, are refused: %s %j", (key, value, rule) => {
  expect(faultsOf({ ...machine, [key]: value })).toContain(`site.host.${key}: ${rule}`);
});

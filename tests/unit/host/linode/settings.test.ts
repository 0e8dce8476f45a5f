import { siteConfig } from "../../../../components/site/site-config";
import { site } from "../../../support/site";

const machine = { provider: "linode", region: "eu-central", size: "g6-nanode-1" };
const faultsOf = (host: object): string => {
  try {
    siteConfig({ ...site, host }, "site");
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  {},
  { image: "linode/debian13" },
  { image: "linode/ubuntu24.04" },
  { region: "de-fra-2", size: "g6-dedicated-2", reservedIp: true, ssh: { from: ["203.0.113.0/24"] } },
  { region: "us-ord", size: "g2-gpu-rtx4000a1-s" },
])("a site is at Linode: %j", (more) => {
  expect(faultsOf({ ...machine, ...more })).toBe("");
});

test.each([
  ["region", "fra1", "must be a region like eu-central"],
  ["region", "eu-central;id", "must be a region like eu-central"],
  ["size", "cx23", "must be a plan like g6-nanode-1"],
  ["image", "debian-12", "must be linode/debian12, linode/debian13 or linode/ubuntu24.04"],
  ["image", "linode/ubuntu22.04", "must be linode/debian12, linode/debian13 or linode/ubuntu24.04"],
])("names of other vendors, and what no vendor knows, are refused: %s %j", (key, value, rule) => {
  expect(faultsOf({ ...machine, [key]: value })).toContain(`site.host.${key}: ${rule}`);
});

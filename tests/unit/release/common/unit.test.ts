import { createHash } from "node:crypto";
import { unitLinks, unitName } from "../../../../components/release/common/unit";

const longest = 255;
/** As systemd calls the folder for a unit's temporary files, with the boot's identifier and six drawn characters. */
const temporaryFolder = (unit: string): string => `systemd-private-${"0".repeat(32)}-${unit}-XXXXXX`;

describe("the name of a site's unit", () => {
  // 255 characters less those of the folder around it, and "tlsup-" and ".service".
  const whole = longest - temporaryFolder("").length - "tlsup-.service".length;

  test.each([
    ["", whole],
    ["-http", whole - 5],
  ])("is the site's, with the part %j, as long as a folder can be named by it", (part, length) => {
    const site = "s".repeat(length);
    expect(temporaryFolder(unitName(site, part))).toHaveLength(longest);
    expect(unitName(site, part)).toBe(`tlsup-${site}${part}.service`);
  });

  test("is cut when it is longer, and told apart by a hash", () => {
    const site = "s".repeat(whole + 1);
    expect(unitName(site)).toBe(`tlsup-${"s".repeat(100)}-${createHash("sha256").update(site).digest("hex").slice(0, 8)}.service`);
    expect(unitName(`${site}a`)).not.toBe(unitName(`${site}b`));
    expect(unitName(site, "-http")).toBe(unitName(site).replace(".service", "-http.service"));
  });
});

test("a unit of a release is installed, and started with the host", () => {
  expect(unitLinks("tlsup-blog.service")).toEqual({
    "/etc/systemd/system/tlsup-blog.service": "application/start/tlsup-blog.service",
    "/etc/systemd/system/multi-user.target.wants/tlsup-blog.service": "application/start/tlsup-blog.service",
  });
});

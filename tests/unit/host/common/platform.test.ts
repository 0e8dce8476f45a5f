import { platformOf } from "../../../../components/host/common/platform";

test.each([
  ["debian-12-x64", "debian-12"],
  ["debian-13-x64", "debian-13"],
  ["ubuntu-24-04-x64", "ubuntu-24.04"],
  ["debian-12", "debian-12"],
  ["debian-13", "debian-13"],
  ["ubuntu-24.04", "ubuntu-24.04"],
  ["linode/debian12", "debian-12"],
  ["linode/debian13", "debian-13"],
  ["linode/ubuntu24.04", "ubuntu-24.04"],
])("%s is %s", (image, release) => {
  expect(platformOf(image)).toEqual({ release });
});

test.each([
  "debian-11-x64",
  "debian-11",
  "debian-14-x64",
  "ubuntu-22-04-x64",
  "ubuntu-24.04-x64",
  "ubuntu-24-04",
  "linode/ubuntu22.04",
  "debian-12-x64-beta",
  "",
  "my-debian-12-x64",
])("nothing is known about %j", (image) => {
  expect(() => platformOf(image)).toThrow(
    `Cannot write a configuration for ${image} as the image must be Debian 12, Debian 13 or Ubuntu 24.04 by a vendor's name for it, ` +
      "like debian-12-x64, debian-12 or linode/debian12",
  );
});

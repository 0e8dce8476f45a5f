import { platformOf } from "../../../../components/host/common/platform";

test.each([
  ["debian-12-x64", 12],
  ["debian-13-x64", 13],
  ["debian-12", 12],
  ["debian-13", 13],
])("%s is Debian %d", (image, debian) => {
  expect(platformOf(image)).toEqual({ debian });
});

test.each(["debian-11-x64", "debian-11", "debian-14-x64", "ubuntu-24-04-x64", "debian-12-x64-beta", "", "my-debian-12-x64"])(
  "nothing is known about %j",
  (image) => {
    expect(() => platformOf(image)).toThrow(`Cannot write a configuration for ${image} as the image must be Debian 12 or 13`);
  },
);

import { nearest } from "../../../../localcloud/providers/contract/nearest";

test.each([
  ["regoin", ["region", "size"], "region"],
  ["Region", ["region"], "region"],
  ["sshKey", ["sshKeys", "sshPort"], "sshKeys"],
  ["tagss", ["tagged", "tags"], "tags"],
  ["imag", ["image"], "image"],
  ["imagees", ["image"], "image"],
  ["iamge", ["image"], "image"],
  ["imageees", ["image"], undefined],
  ["im", ["image"], undefined],
  ["xxage", ["image"], "image"],
  ["xxxge", ["image"], undefined],
  ["ab", ["cd", "ef"], undefined],
  ["ab", ["abc"], "abc"],
  ["", ["id"], undefined],
  ["", ["tag"], undefined],
  ["ipv4", [], undefined],
])("%j is meant as the nearest of %j within two mistakes: %s", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

import fc from "fast-check";
import { addressBytes } from "../../../../../localcloud/providers/tls/extensions";

it("IPv6 addresses have the bytes that the URL parser of this runtime gives them", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const groups = new URL(`http://[${address}]`).hostname.slice(1, -1);
      expect(addressBytes(address)).toEqual(addressBytes(groups));
      expect(addressBytes(address)).toHaveLength(16);
    }),
  );
});

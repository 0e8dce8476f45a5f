import { zonesOf } from "../../../../../components/edge/cloudflare/tokens/execution/tokens";
import type { CloudflareClient } from "../../../../../components/shared/execution/cloudflare";

// As Cloudflare lists them: a name in another script as it is read, not as settings and DNS have it.
const listed = [
  { id: "z1", name: "example.com" },
  { id: "z2", name: "müller.example" },
  { id: "z3", name: "shop.müller.example" },
];
const client = {
  zones: {
    async *list() {
      await Promise.resolve();
      yield* listed;
    },
  },
} as unknown as CloudflareClient;

test("the zone of each name is the longest that holds it, in any script", async () => {
  const names = ["blog.example.com", "xn--mller-kva.example", "www.xn--mller-kva.example", "a.shop.xn--mller-kva.example"];
  expect(await zonesOf(client, names)).toEqual(["z1", "z2", "z2", "z3"]);
  await expect(zonesOf(client, ["xn--mller-kva.test"])).rejects.toThrow("the zone of xn--mller-kva.test must be at Cloudflare");
});

import { Api } from "./api-fixture";

test.each([
  ["/accounts", 20, 50],
  ["/zones", 20, 50],
  ["/user/tokens", 20, 50],
  ["/certificates?zone_id=ZONE", 20, 50],
  ["/zones/ZONE/dns_records", 100, 5_000_000],
  ["/zones/ZONE/origin_tls_client_auth/hostnames/certificates", 50, 50],
])("a page of %s has %d items unless the request names another number, and %d at most", async (path, usual, most) => {
  const api = await Api.open();
  const sizeOf = async (size: string): Promise<number | undefined> => {
    const listing = path.replace("ZONE", api.zoneId);
    return (await api.call("GET", `${listing}${listing.includes("?") ? "&" : "?"}${size}`)).result_info?.per_page;
  };
  const asked = [await sizeOf(""), await sizeOf("per_page=3"), await sizeOf(`per_page=${most}`), await sizeOf(`per_page=${most + 1}`)];
  api.remove();
  expect(asked).toEqual([usual, 3, most, most]);
});

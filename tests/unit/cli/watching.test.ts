import { watchingFromOutside } from "../../../cli/watching";

test.each([
  [{}, undefined],
  [{ CLOUDFLARE_API_TOKEN: "" }, undefined],
  [{ CLOUDFLARE_API_TOKEN: "token" }, { url: "https://api.cloudflare.com/client/v4", token: "token" }],
  [
    { CLOUDFLARE_API_TOKEN: "token", CLOUDFLARE_BASE_URL: "http://127.0.0.1:1" },
    { url: "http://127.0.0.1:1", token: "token" },
  ],
])("with %j in the environment a check asks Cloudflare by %j", (environment, asked) => {
  expect(watchingFromOutside(environment).cloudflare).toEqual(asked);
});

import { oneOf } from "../../../components/shared/words";

test.each([
  [["nginx"], "nginx"],
  [["nginx", "caddy"], "nginx or caddy"],
  [["nginx", "caddy", "apache"], "nginx, caddy or apache"],
])("%j is offered as %s", (names, text) => {
  expect(oneOf(names)).toBe(text);
});

import { matcher } from "../../../../../localcloud/apis/cloudflare/text-filter";

const names = ["Shop.test", "shop.test", "a-shop.test", "shop.test.org"];

test.each([
  ["shop.test", [true, true, false, false]],
  ["equal:SHOP.test", [true, true, false, false]],
  ["equal_case_sensitive:Shop.test", [true, false, false, false]],
  ["not_equal:shop.test", [false, false, true, true]],
  ["not_equal_case_sensitive:shop.test", [true, false, true, true]],
  ["starts_with:SHOP", [true, true, false, true]],
  ["ends_with:.TEST", [true, true, true, false]],
  ["ends_with_case_sensitive:shop.test", [false, true, true, false]],
  ["contains:HOP.TEST", [true, true, true, true]],
  ["contains_case_sensitive:Shop", [true, false, false, false]],
  ["near:shop.test", [false, false, false, false]],
])("?name=%s selects %j", (parameter, selected) => {
  expect(names.map(matcher(parameter))).toEqual(selected);
});

test("a text with a colon that is no operator's is the text itself", () => {
  expect(matcher("near:you")("Near:You")).toBe(true);
});

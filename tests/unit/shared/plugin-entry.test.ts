import { missingEntry, namesPlugin } from "../../../components/shared/plugin-entry";

test.each<[string, string]>([
  ["a block", "name: mine\nruntime: nodejs\nplugins:\n  providers:\n    - name: tlsup\n      path: node_modules/tlsup/bin/plugin\n"],
  ["a block that is not indented", "plugins:\n  providers:\n  - path: there\n    name: 'tlsup'\n"],
  ["a list in one line", 'plugins: { providers: [ { name: "tlsup", path: there } ] }\nname: mine\n'],
  ["a comment and an empty line before it", "plugins:\n  providers:\n\n# ours\n    - name: tlsup\n"],
  ["a package", "name: mine\npackages:\n  tlsup: ./plugin\n"],
  ["JSON", '{\n  "name": "mine",\n  "plugins": {\n    "providers": [\n      { "name": "tlsup", "path": "there" }\n    ]\n  }\n}\n'],
])("the plugin is named in %s", (_what, project) => expect(namesPlugin(project)).toBe(true));

test.each<[string, string]>([
  ["the program's name", "name: tlsup\nruntime: nodejs\nplugins:\n  providers:\n    - name: other\n      path: there\n"],
  ["another plugin's path", "plugins:\n  providers:\n    - name: other\n      path: tlsup\n"],
  ["a name that begins alike", "plugins:\n  providers:\n    - name: tlsupper\n    - name: tlsup-local\n"],
  ["what comes after the plugins", "plugins:\n  providers: []\nconfig:\n  name: tlsup\n"],
  ["nothing", ""],
])("the plugin is not named by %s", (_what, project) => expect(namesPlugin(project)).toBe(false));

test("who has not named it is told the lines, below the ones that are there", () => {
  expect(missingEntry("/p/Pulumi.yaml", "name: mine\n", "node_modules/tlsup/bin/plugin")).toBe(
    "Cannot use tlsup's components as Pulumi must find tlsup's plugin: it is neither named in Pulumi.yaml nor installed. " +
      "Add these lines to /p/Pulumi.yaml:\n\nplugins:\n  providers:\n    - name: tlsup\n      path: " +
      "node_modules/tlsup/bin/plugin\n\nor install it on this machine with `npx tlsup plugin install`.",
  );
  expect(missingEntry("/p/Pulumi.yaml", "plugins:\n  providers:\n    - name: other\n", "there")).toContain(
    "to plugins.providers in /p/Pulumi.yaml:\n\n    - name: tlsup\n      path: there\n",
  );
});

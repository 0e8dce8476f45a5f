/** The plugin's folder in this package, to be named in a program's Pulumi.yaml. */
export const pluginFolder = "bin/plugin";

/** Whether a Pulumi.yaml (or a Pulumi.json) says where tlsup's plugin is. */
export function namesPlugin(project: string): boolean {
  return (
    /\bname["']?\s*:\s*["']?tlsup(?![\w-])/.test(section(project, "plugins")) ||
    /^\s+["']?tlsup["']?\s*:|[{,]\s*["']?tlsup["']?\s*:/m.test(section(project, "packages"))
  );
}

/** The error for a program without the plugin's entry, with the lines to add. */
export function missingEntry(file: string, project: string, folder: string): string {
  const entry = `    - name: tlsup\n      path: ${folder}`;
  const hasProviders = /^\s*["']?providers["']?\s*:/m.test(section(project, "plugins"));
  const lines = hasProviders ? `to plugins.providers in ${file}:\n\n${entry}` : `to ${file}:\n\nplugins:\n  providers:\n${entry}`;
  return (
    "Cannot use tlsup's components as Pulumi must find tlsup's plugin: it is neither named in Pulumi.yaml nor installed. " +
    `Add these lines ${lines}\n\nor install it on this machine with \`npx tlsup plugin install\`.`
  );
}

/** The text below a top-level key of a YAML file. */
function section(text: string, key: string): string {
  return new RegExp(`^\\s{0,2}["']?${key}["']?\\s*:(.*(?:\\n(?:[ \\t-].*|\\s*(?:#.*)?|[\\]}].*)$)*)`, "m").exec(text)?.[1] ?? "";
}

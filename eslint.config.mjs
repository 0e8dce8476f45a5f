import tseslint from "typescript-eslint";

/** Modules that carry a plan out, or that speak with Pulumi. Every other module below components/ is pure. */
const impure = ["components/index.ts", "components/**/*.component.ts", "components/**/*.resource.ts", "components/**/execution/*.ts"];

const pulumi = { regex: "^@pulumi/", message: "Only components (*.component.ts), resources (*.resource.ts) and the program know Pulumi." };
const sdk = { regex: "^@pulumi/(?!pulumi/proto/)", message: "The provider starts fast: its carrier loads the generated messages alone." };
const io = {
  regex: "^(node:)?(fs|tls|http|https|http2|dns|dgram|child_process|os|process|timers|worker_threads|readline)(/|$)|^(ssh2|cloudflare|acme-client)$",
  message: "A pure module does no I/O: return a plan and let a module under execution/ carry it out.",
};
const addresses = { regex: "^(node:)?net$", allowImportNames: ["BlockList", "isIP", "SocketAddress"], message: io.message };
const outward = {
  regex: "(^|/)(execution/|[^/]*\\.(component|resource)$)",
  message: "Layers go one way: configuration, plan, execution. A pure module imports pure modules only.",
};
const localcloud = { regex: "(^|/)localcloud/|^tlsup-local", message: "The library works without the local cloud: it never imports it." };
const cli = { regex: "(^|/)cli/|^tlsup/cli$", message: "The components work without the command: they never import it." };
const wholeSdk = {
  regex: "^@pulumi/(cloudflare|digitalocean)$",
  message: "The whole SDK takes as long to load as all of tlsup: import the parts in sdk.component.ts.",
};
const library = { regex: "^(\\.\\./)+(components|cli|localcloud|stacks|tests)/", message: "A package of its own imports what tlsup exports." };

const impurity = (selector, message) => ({ selector, message });

export default tseslint.config(
  { ignores: ["**/dist/", "**/dist.new/", "node_modules/", "coverage/"] },
  ...tseslint.configs.strict,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-extraneous-class": "off",
      eqeqeq: "error",
    },
  },
  { files: ["components/**/*.ts"], rules: { "no-restricted-imports": ["error", { patterns: [localcloud, cli, wholeSdk] }] } },
  { files: ["cli/**/*.ts"], rules: { "no-restricted-imports": ["error", { patterns: [localcloud] }] } },
  { files: ["localcloud/**/*.ts", "policy/**/*.ts"], rules: { "no-restricted-imports": ["error", { patterns: [library] }] } },
  {
    files: ["components/**/*.ts"],
    ignores: impure,
    rules: {
      "no-restricted-imports": ["error", { patterns: [pulumi, io, addresses, outward, localcloud, cli, wholeSdk] }],
      "no-restricted-globals": ["error", "process", "fetch", "setTimeout", "setInterval"],
      "no-restricted-syntax": [
        "error",
        impurity("NewExpression[callee.name='Date'][arguments.length=0]", "A pure module takes the time as a parameter."),
        impurity("MemberExpression[object.name='Date'][property.name='now']", "A pure module takes the time as a parameter."),
        impurity("MemberExpression[object.name='Math'][property.name='random']", "A pure module takes randomness as a parameter."),
        impurity("ImportSpecifier[imported.name=/^random|^generateKey/]", "A pure module takes randomness as a parameter."),
      ],
    },
  },
  { files: ["components/**/execution/*.ts"], rules: { "no-restricted-imports": ["error", { patterns: [pulumi, localcloud, cli, wholeSdk] }] } },
  // The provider's carrier speaks the engine's protocol in Pulumi's generated messages, which need nothing of the SDK.
  { files: ["components/provider/execution/*.ts"], rules: { "no-restricted-imports": ["error", { patterns: [sdk, localcloud, cli, wholeSdk] }] } },
  { files: ["tests/**/*.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  { files: ["**/*.{js,mjs}"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { edit } from "../../support/examples";
import { testSite } from "../../support/site-example";
import { Stack } from "../../support/program";

/** A program of its own beside the example, with what the example has installed. */
const project = `name: options
runtime: { name: python, options: { virtualenv: ../site-python/venv } }
plugins:
  providers:
    - name: tlsup
      path: ../../bin/plugin
`;

/** Later, the second certificate has another name and another parent, and would have another lifetime. */
const program = `import pulumi
import pulumi_tlsup as tlsup

later = pulumi.Config().get_bool("later")
own = pulumi.ProviderResource("tls", "own", {})
group = pulumi.ComponentResource("tests:index:Group", "group")


def keep_lifetime(args):
    if args.type_ != "tls:index/selfSignedCert:SelfSignedCert":
        return None
    ignored = pulumi.ResourceOptions(ignore_changes=["validityPeriodHours", "earlyRenewalHours"])
    return pulumi.ResourceTransformResult(props=args.props, opts=pulumi.ResourceOptions.merge(args.opts, ignored))


first = tlsup.SelfSignedCertificate("first", dns_names=["first.options.test"], opts=pulumi.ResourceOptions(parent=group))
tlsup.SelfSignedCertificate(
    "renamed" if later else "second",
    dns_names=["second.options.test"],
    days=60 if later else 90,
    opts=pulumi.ResourceOptions(
        aliases=[pulumi.Alias(name="second", parent=pulumi.ROOT_STACK_RESOURCE)] if later else None,
        depends_on=[first],
        parent=group if later else None,
        protect=True,
        providers=[own],
        transforms=[keep_lifetime],
    ),
)
`;

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
}

/** The resources of a name in a stack: a component and what it made. */
async function named(stack: Stack, name: string): Promise<{ readonly component: Resource | undefined; readonly made: readonly Resource[] }> {
  const { deployment } = JSON.parse(await stack.state()) as { deployment: { resources: readonly Resource[] } };
  const found = deployment.resources.filter(({ urn }) => urn.endsWith(`::${name}`));
  return { component: found.find(({ id }) => id === undefined), made: found.filter(({ id }) => id !== undefined) };
}

describe("a site in Python", () => {
  testSite(
    {
      folder: "site-python",
      domain: "python.example.test",
      greeting: "Hello from Python",
      faulty: {
        file: "__main__.py",
        replacements: {
          'config.require("domain")': '"../../tmp/x"',
          '"fra1"': '"Frankfurt 1"',
          'key_type="ecdsa-p256"': 'key_type="ecdsa-p256", days=0',
          'kind="nginx"': 'kind="nginx", health_path="health"',
          '"GREETING":': '"1 GREETING":',
        },
      },
    },
    (site) => {
      test("may give None for settings that it leaves out, at any depth", async () => {
        const file = join(site().program, "__main__.py");
        const text = readFileSync(file, "utf8");
        edit(file, {
          'tlsup.CloudflareProxyArgs(provider="cloudflare", ssl="full")': '{"provider": "cloudflare", "ssl": "full", "zone": None, "cache": None}',
          'tlsup.NginxSettingsArgs(kind="nginx")':
            '{"kind": "nginx", "health_path": pulumi.Output.from_input(None), "hsts": {"max_age": 300} if False else None}',
        });
        await site().expect("preview", "--expect-no-changes");
        writeFileSync(file, text);
      });

      test("is told of one wrong value in a dictionary, and of no key beside it", async () => {
        const file = join(site().program, "__main__.py");
        const text = readFileSync(file, "utf8");
        edit(file, {
          'tlsup.NginxSettingsArgs(kind="nginx")': '{"kind": "nginx", "max_body_size": 10, "health_path": "/", "hsts": {"max_age": 300}}',
        });
        const { output } = await site().run("preview");
        expect(output).toMatch(/must be of type string: current value is 10/);
        expect(output).not.toMatch(/is not a setting/);
        writeFileSync(file, text);
      });

      test("gives components the options of a resource: protect, providers, dependencies, aliases, a parent and transforms", async () => {
        const folder = join(site().program, "..", "options");
        mkdirSync(folder);
        writeFileSync(join(folder, "Pulumi.yaml"), project);
        writeFileSync(join(folder, "__main__.py"), program);
        const stack = await Stack.create("options", folder);
        await stack.up();
        const [first, second] = [await named(stack, "first"), await named(stack, "second")];
        expect(second.component).toMatchObject({ protect: true, dependencies: [first.component?.urn] });
        expect(second.made.map(({ type }) => type.split(":").at(-1)).sort()).toEqual(["CertRequest", "PrivateKey", "SelfSignedCert"]);
        for (const made of second.made) expect(made).toMatchObject({ protect: true, provider: expect.stringContaining("::own::") as string });
        for (const made of first.made) expect([made.protect, made.provider?.includes("::own::")]).toEqual([undefined, false]);
        await stack.expect("config", "set", "later", "true");
        await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
        const renamed = await named(stack, "renamed");
        expect(renamed.component?.parent).toMatch(/::group$/);
        expect(renamed.made.map(({ id }) => id).sort()).toEqual(second.made.map(({ id }) => id).sort());
        await stack.expect("state", "unprotect", "--all", "--yes");
        await stack.dispose();
      });
    },
  );
});

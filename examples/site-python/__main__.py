import pulumi
import pulumi_tlsup as tlsup

config = pulumi.Config()

site = tlsup.HttpsSite(
    "site",
    domain=config.require("domain"),
    host=tlsup.DigitalOceanHostArgs(provider="digitalocean", region="fra1", size="s-1vcpu-1gb"),
    proxy=tlsup.CloudflareProxyArgs(provider="cloudflare", ssl="full"),
    certificate=tlsup.SelfSignedSourceArgs(source="self-signed", key_type="ecdsa-p256"),
    server=tlsup.NginxSettingsArgs(kind="nginx"),
    application=tlsup.DemoApplicationArgs(kind="demo", environment={"GREETING": config.require("greeting")}),
    secret_environment=config.require_secret_object("secretEnvironment"),
)

pulumi.export("url", site.url)
pulumi.export("chain", site.chain)

package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	"github.com/tlsup/tlsup/sdk/go/tlsup"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cfg := config.New(ctx, "")
		var secretEnvironment map[string]string
		cfg.RequireSecretObject("secretEnvironment", &secretEnvironment)

		site, err := tlsup.NewHttpsSite(ctx, "site", &tlsup.HttpsSiteArgs{
			Domain:      pulumi.String(cfg.Require("domain")),
			Host:        tlsup.DigitalOceanHostArgs{Provider: "digitalocean", Region: pulumi.String("fra1"), Size: pulumi.String("s-1vcpu-1gb")},
			Proxy:       tlsup.CloudflareProxyArgs{Provider: "cloudflare", Ssl: tlsup.CloudflareProxySslFull},
			Certificate: tlsup.SelfSignedSourceArgs{Source: "self-signed", KeyType: tlsup.KeyTypeEcdsaP256},
			Server:      tlsup.NginxSettingsArgs{Kind: "nginx"},
			Application: tlsup.DemoApplicationArgs{
				Kind:        "demo",
				Environment: pulumi.StringMap{"GREETING": pulumi.String(cfg.Require("greeting"))},
			},
			SecretEnvironment: pulumi.ToSecret(pulumi.ToStringMap(secretEnvironment)).(pulumi.StringMapOutput),
		})
		if err != nil {
			return err
		}
		ctx.Export("url", site.Url)
		ctx.Export("chain", site.Chain)
		return nil
	})
}

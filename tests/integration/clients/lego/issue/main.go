// Command issue has lego obtain a certificate: `issue <challenge> <address> <profile> <name>...`, where the address is the one on
// which lego answers http-01 and tls-alpn-01; dns-01 uses its Cloudflare solver. It prints the chain, PEM, and reads the
// directory's URL from LEGO_SERVER, as lego's own command does.
package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"net"
	"os"

	"github.com/go-acme/lego/v5/acme"
	"github.com/go-acme/lego/v5/certcrypto"
	"github.com/go-acme/lego/v5/certificate"
	"github.com/go-acme/lego/v5/challenge/dns01"
	"github.com/go-acme/lego/v5/challenge/http01"
	"github.com/go-acme/lego/v5/challenge/resolver"
	"github.com/go-acme/lego/v5/challenge/tlsalpn01"
	"github.com/go-acme/lego/v5/lego"
	"github.com/go-acme/lego/v5/providers/dns/cloudflare"
	"github.com/go-acme/lego/v5/registration"
)

type account struct {
	key          crypto.Signer
	registration *acme.ExtendedAccount
}

func (a account) GetEmail() string                       { return "somebody@example.test" }
func (a account) GetPrivateKey() crypto.Signer           { return a.key }
func (a account) GetRegistration() *acme.ExtendedAccount { return a.registration }

func main() {
	chain, err := issue(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(chain)
}

func issue(ctx context.Context, challenge, address, profile string, names []string) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	user := &account{key: key}
	config := lego.NewConfig(user)
	config.CADirURL = os.Getenv("LEGO_SERVER")
	client, err := lego.NewClient(config)
	if err != nil {
		return nil, err
	}
	if err := solve(client.Challenge, challenge, address); err != nil {
		return nil, err
	}
	user.registration, err = client.Registration.Register(ctx, registration.RegisterOptions{TermsOfServiceAgreed: true})
	if err != nil {
		return nil, err
	}
	issued, err := client.Certificate.Obtain(ctx, certificate.ObtainRequest{Domains: names, KeyType: certcrypto.EC256, Profile: profile, Bundle: true})
	if err != nil {
		return nil, err
	}
	return issued.Certificate, nil
}

func solve(solvers *resolver.SolverManager, challenge, address string) error {
	switch challenge {
	case "http-01":
		return solvers.SetHTTP01Provider(http01.NewProviderServer(address, "80"))
	case "tls-alpn-01":
		return solvers.SetTLSALPN01Provider(tlsalpn01.NewProviderServer(address, "443"))
	case "dns-01":
		nameserver := net.JoinHostPort(os.Getenv("TLSUP_DNS_ADDRESS"), "53")
		dns01.SetDefaultClient(dns01.NewClient(&dns01.Options{RecursiveNameservers: []string{nameserver}}))
		provider, err := cloudflare.NewDNSProvider()
		if err != nil {
			return err
		}
		// The name servers' names resolve at the local cloud only, and lego looks those up by the machine's own resolver.
		return solvers.SetDNS01Provider(provider, dns01.DisableAuthoritativeNssPropagationRequirement())
	}
	return fmt.Errorf("no solver for %s", challenge)
}

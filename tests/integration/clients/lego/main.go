// Command lego proves one domain with lego's own Cloudflare solver: it presents the proof, says its value, and cleans up
// when its standard input ends. The solver finds the API and the token in its own environment variables.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/go-acme/lego/v5/challenge/dns01"
	"github.com/go-acme/lego/v5/providers/dns/cloudflare"
)

const (
	token   = "token"
	keyAuth = "token.thumbprint"
)

func main() {
	if err := prove(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func prove(ctx context.Context, domain string) error {
	nameserver := net.JoinHostPort(os.Getenv("TLSUP_DNS_ADDRESS"), "53")
	dns01.SetDefaultClient(dns01.NewClient(&dns01.Options{RecursiveNameservers: []string{nameserver}}))
	solver, err := cloudflare.NewDNSProvider()
	if err != nil {
		return err
	}
	if err := solver.Present(ctx, domain, token, keyAuth); err != nil {
		return err
	}
	fmt.Println(dns01.GetChallengeInfo(ctx, domain, keyAuth).Value)
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return solver.CleanUp(ctx, domain, token, keyAuth)
}

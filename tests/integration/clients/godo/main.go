// Goes through DigitalOcean's API with DigitalOcean's own client and prints, as JSON, what it was answered.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/digitalocean/godo"
	"golang.org/x/oauth2"
)

var ctx = context.Background()

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func get[T any](value T, _ *godo.Response, err error) T {
	check(err)
	return value
}

func statusOf(err error) int {
	var refusal *godo.ErrorResponse
	if errors.As(err, &refusal) {
		return refusal.Response.StatusCode
	}
	return 0
}

// reaches tells whether the port answers, closed or open; what a firewall drops does not.
func reaches(address string, port string) bool {
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(address, port), time.Second)
	if err == nil {
		connection.Close()
		return true
	}
	var timeout net.Error
	return !(errors.As(err, &timeout) && timeout.Timeout())
}

func main() {
	http := oauth2.NewClient(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: os.Getenv("DIGITALOCEAN_TOKEN")}))
	client, err := godo.New(http, godo.SetBaseURL(os.Getenv("DIGITALOCEAN_API_URL")))
	check(err)
	told := map[string]any{}

	key := get(client.Keys.Create(ctx, &godo.KeyCreateRequest{Name: "godo", PublicKey: os.Args[1]}))
	get(client.Tags.Create(ctx, &godo.TagCreateRequest{Name: "godo"}))
	request := &godo.DropletCreateRequest{
		Name: "godo-1", Region: "fra1", Size: "s-1vcpu-1gb", Image: godo.DropletCreateImage{Slug: "debian-12-x64"},
		SSHKeys: []godo.DropletCreateSSHKey{{Fingerprint: key.Fingerprint}}, Tags: []string{"godo"},
	}
	droplet, response, err := client.Droplets.Create(ctx, request)
	check(err)
	told["accepted"] = []any{response.StatusCode, droplet.Status, response.Rate.Limit}
	for droplet.Status == "new" {
		time.Sleep(200 * time.Millisecond)
		droplet = get(client.Droplets.Get(ctx, droplet.ID))
	}
	address, err := droplet.PublicIPv4()
	check(err)
	told["active"] = []any{droplet.Status, droplet.Locked, droplet.Region.Slug, droplet.Size.Slug, droplet.Image.Slug}

	sizes, pages := 0, 0
	for options := (&godo.ListOptions{PerPage: 3}); ; options.Page++ {
		page, response, err := client.Sizes.List(ctx, options)
		check(err)
		sizes, pages = sizes+len(page), pages+1
		if response.Links == nil || response.Links.IsLastPage() {
			told["pages"] = []any{pages, sizes == response.Meta.Total}
			break
		}
		if options.Page == 0 {
			options.Page = 1
		}
	}

	inbound := []godo.InboundRule{{Protocol: "tcp", PortRange: "22", Sources: &godo.Sources{Addresses: []string{"0.0.0.0/0", "::/0"}}}}
	firewall := get(client.Firewalls.Create(ctx, &godo.FirewallRequest{Name: "godo", InboundRules: inbound, Tags: []string{"godo"}}))
	for firewall.Status == "waiting" {
		time.Sleep(100 * time.Millisecond)
		firewall = get(client.Firewalls.Get(ctx, firewall.ID))
	}
	told["firewall"] = []any{firewall.Status, reaches(address, "22"), reaches(address, "8080")}
	inbound = append(inbound, godo.InboundRule{Protocol: "tcp", PortRange: "all", Sources: &godo.Sources{Addresses: []string{"0.0.0.0/0"}}})
	get(client.Firewalls.Update(ctx, firewall.ID, &godo.FirewallRequest{Name: "godo", InboundRules: inbound, DropletIDs: []int{droplet.ID}}))
	for firewall = get(client.Firewalls.Get(ctx, firewall.ID)); firewall.Status == "waiting"; firewall = get(client.Firewalls.Get(ctx, firewall.ID)) {
		time.Sleep(100 * time.Millisecond)
	}
	told["opened"] = []any{firewall.InboundRules[1].PortRange, reaches(address, "8080")}

	action := get(client.DropletActions.PowerOff(ctx, droplet.ID))
	for action.Status == godo.ActionInProgress {
		time.Sleep(100 * time.Millisecond)
		action = get(client.Actions.Get(ctx, action.ID))
	}
	told["off"] = []any{action.Type, action.Status, get(client.Droplets.Get(ctx, droplet.ID)).Status}

	_, err = client.Droplets.Delete(ctx, droplet.ID)
	check(err)
	told["cleaned"] = len(get(client.Firewalls.Get(ctx, firewall.ID)).DropletIDs)
	_, _, err = client.Droplets.Get(ctx, droplet.ID)
	told["after deletion"] = statusOf(err)
	_, err = client.Firewalls.Delete(ctx, firewall.ID)
	check(err)
	_, err = client.Tags.Delete(ctx, "godo")
	check(err)
	_, err = client.Keys.DeleteByID(ctx, key.ID)
	check(err)
	_, _, err = client.VPCs.List(ctx, nil)
	told["not implemented"] = statusOf(err)

	output, err := json.Marshal(told)
	check(err)
	fmt.Println(string(output))
}

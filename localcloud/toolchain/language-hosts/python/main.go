// Command python starts Pulumi's host for Python programs with the option `virtualenv` of the program's Pulumi.yaml as a
// flag: the engine sends options in a request that this host is too old to read.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"gopkg.in/yaml.v3"
)

type project struct {
	Runtime struct {
		Options struct {
			Virtualenv string `yaml:"virtualenv"`
		} `yaml:"options"`
	} `yaml:"runtime"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	// The engine starts a host in the program's folder.
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	flags, err := optionFlags(folder)
	if err != nil {
		return err
	}
	host := filepath.Join(filepath.Dir(self), "..", "vendor", "bin", "pulumi-language-python")
	return syscall.Exec(host, append(append([]string{host}, flags...), os.Args[1:]...), os.Environ())
}

// optionFlags looks for Pulumi.yaml in the folder and above it.
func optionFlags(folder string) ([]string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "Pulumi.yaml"))
	if errors.Is(err, fs.ErrNotExist) && folder != filepath.Dir(folder) {
		return optionFlags(filepath.Dir(folder))
	}
	if err != nil {
		return nil, err
	}
	var read project
	// `runtime: python` has no options and is no mapping; the engine has refused every other mistake.
	if yaml.Unmarshal(text, &read) != nil || read.Runtime.Options.Virtualenv == "" {
		return nil, nil
	}
	return []string{"-root", folder, "-virtualenv", read.Runtime.Options.Virtualenv}, nil
}

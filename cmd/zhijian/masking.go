package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"zhijian/analyzers/mask"
)

// maskOptions are the flags of masking.
type maskOptions struct {
	off        bool
	types, key string
}

func (o *maskOptions) addTo(flags *pflag.FlagSet) {
	flags.StringVar(&o.types, "mask", "all", "personal data to mask: all, a list of `types` such as mobile,identity, or all,-name")
	flags.BoolVar(&o.off, "no-mask", false, "write personal data as they are; the tables say so")
}

func (o *maskOptions) addKeyTo(flags *pflag.FlagSet) {
	flags.StringVar(&o.key, "pseudonym-key", "", "`file` with a secret of 16 bytes or more: customer ids become pseudonyms")
}

// masker is what the flags ask for; nil for nothing.
func (o *maskOptions) masker() (*mask.Masker, error) {
	if o.off {
		if o.types != "all" || o.key != "" {
			return nil, usageErrorf("--no-mask goes with neither --mask nor --pseudonym-key")
		}
		return nil, nil
	}
	types, err := mask.ParseTypes(o.types)
	if err != nil {
		return nil, usageErrorf("--mask: %w; to mask nothing say --no-mask", err)
	}
	cfg := mask.Config{Types: types}
	if o.key != "" {
		if cfg.Key, err = readKey(o.key); err != nil {
			return nil, usageErrorf("--pseudonym-key: %w", err)
		}
	}
	return mask.New(cfg), nil
}

// readKey reads the secret for pseudonyms; a line end at its end does not count.
func readKey(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key := bytes.TrimRight(data, "\r\n")
	if len(key) < mask.MinKey {
		return nil, fmt.Errorf("%s: the key has %d bytes, the least is %d; make one with: openssl rand -hex 32", file, len(key), mask.MinKey)
	}
	return key, nil
}

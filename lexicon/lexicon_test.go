package lexicon

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

func files(overrides map[string]string) fstest.MapFS {
	content := map[string]string{
		"acts/a.yaml": "acts:\n- id: greeting\n  title: 问候\n  phrases: [您好]\n",
		"lists/x.txt": "# a comment\n今天\n明天 # another\n\n",
		"guards.yaml": "negation: {before: [不], window: 2, scope: clause}\n",
	}
	maps.Copy(content, overrides)
	fsys := fstest.MapFS{}
	for name, data := range content {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return fsys
}

func TestLoadFS(t *testing.T) {
	lx, err := LoadFS(files(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(lx.Acts) != 1 || lx.Acts[0].Phrases[0] != (Text{Value: "您好", Line: 4, Column: 13}) || lx.Acts[0].File != "acts/a.yaml" {
		t.Errorf("acts %+v", lx.Acts)
	}
	if got := lx.Lists["x"]; len(got) != 2 || got[1] != "明天" {
		t.Errorf("list %q", got)
	}
	if lx.Guards.Negation.Window != 2 {
		t.Errorf("guards %+v", lx.Guards)
	}
}

func TestLoadFSReportsFaults(t *testing.T) {
	tests := []struct{ name, file, data, want string }{
		{"unknown key", "acts/b.yaml", "acts:\n- id: b\n  phrase: [好]\n", "acts/b.yaml"},
		{"duplicate key", "acts/b.yaml", "acts:\n- id: b\n  id: c\n  phrases: [好]\n", "acts/b.yaml"},
		{"no id", "acts/b.yaml", "acts:\n- phrases: [好]\n", "acts/b.yaml:2: act without id"},
		{"id twice", "acts/b.yaml", "acts:\n- id: greeting\n  phrases: [好]\n", `acts/b.yaml:2: act "greeting" stands already at acts/a.yaml:2`},
		{"no means", "acts/b.yaml", "acts:\n- id: b\n", `acts/b.yaml:2: act "b" has no phrases`},
		{"a list for a phrase", "acts/b.yaml", "acts:\n- id: b\n  phrases: [[好]]\n", "line 3"},
		{"entry twice", "lists/y.txt", "好\n好\n", `lists/y.txt:2: "好" stands twice`},
		{"empty list", "lists/y.txt", "# nothing\n", "lists/y.txt:1: empty list"},
		{"scope", "guards.yaml", "negation: {scope: page}\n", `scope "page" is not`},
		{"window", "guards.yaml", "negation: {window: -1}\n", "negative window"},
		{"stray file", "acts/readme.md", "x", "acts/readme.md: not a lexicon file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadFS(files(map[string]string{tt.file: tt.data}))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestHashCoversNamesAndContents(t *testing.T) {
	sums := map[string]bool{}
	for _, overrides := range []map[string]string{nil, {"lists/x.txt": "今天\n"}, {"lists/z.txt": "今天\n"}} {
		lx, err := LoadFS(files(overrides))
		if err != nil {
			t.Fatal(err)
		}
		sums[lx.SHA256] = true
	}
	if len(sums) != 3 {
		t.Errorf("%d different hashes of three lexicons", len(sums))
	}
}

func TestEmbeddedLexiconLoads(t *testing.T) {
	lx, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for kind, g := range lx.Guards.ByKind() {
		if len(g.Before)+len(g.After)+len(g.Pairs) == 0 {
			t.Errorf("guard %s has no cues", kind)
		}
	}
}

func FuzzLoadActs(f *testing.F) {
	f.Add("acts:\n- id: b\n  phrases: [好]\n")
	f.Fuzz(func(t *testing.T, data string) {
		lx, err := LoadFS(files(map[string]string{"acts/f.yaml": data}))
		if (lx == nil) == (err == nil) {
			t.Fatalf("lexicon %v, error %v", lx, err)
		}
	})
}

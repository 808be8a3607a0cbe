package lexicon

import (
	"errors"
	"fmt"
)

// Guards are the cues that silence a hit which its speaker did not mean. The
// fields of each are described at the top of guards.yaml.
type Guards struct {
	Negation     Guard `yaml:"negation"`
	Quotation    Guard `yaml:"quotation"`
	Reported     Guard `yaml:"reported"`
	Hypothetical Guard `yaml:"hypothetical"`
	Question     Guard `yaml:"question"`
}

// Guard is one kind of silencing.
type Guard struct {
	Before      []string    `yaml:"before"`       // cues ahead of the hit
	Window      int         `yaml:"window"`       // most characters between such a cue and the hit
	After       []string    `yaml:"after"`        // cues behind the hit
	WindowAfter int         `yaml:"window_after"` // most characters between the hit and such a cue
	Pairs       [][2]string `yaml:"pairs"`        // opening and closing marks around the hit
	Scope       string      `yaml:"scope"`        // clause, sentence or turn
	Except      []string    `yaml:"except"`       // longer strings in which a cue is none
	Source      string      `yaml:"source"`
}

func parseGuards(name string, data []byte) (Guards, error) {
	var g Guards
	if err := loadYAML(data, &g); err != nil {
		return g, fmt.Errorf("%s: %w", name, err)
	}
	var errs []error
	for kind, guard := range g.ByKind() {
		switch guard.Scope {
		case "clause", "sentence", "turn", "":
		default:
			errs = append(errs, fmt.Errorf("%s: %s: scope %q is not clause, sentence or turn", name, kind, guard.Scope))
		}
		if guard.Window < 0 || guard.WindowAfter < 0 {
			errs = append(errs, fmt.Errorf("%s: %s: negative window", name, kind))
		}
	}
	return g, errors.Join(errs...)
}

// ByKind gives the guards by the name under which rules switch them on.
func (g *Guards) ByKind() map[string]*Guard {
	return map[string]*Guard{
		"negation": &g.Negation, "quotation": &g.Quotation, "reported": &g.Reported,
		"hypothetical": &g.Hypothetical, "question": &g.Question,
	}
}

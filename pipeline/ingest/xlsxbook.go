package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"zhijian/pipeline/fsys"
)

// workbook is an opened workbook. Memory holds its directory, its styles, and as
// much of its strings as stringTable allows.
type workbook struct {
	in      *Input
	parts   map[string]*zip.File // by name in lower case
	meter   meter
	sheets  []sheetRef
	strings stringTable
	dates   []dateKind // by cell style
	since04 bool       // days count from 1904
}

// sheetRef is a visible sheet.
type sheetRef struct{ name, part string }

// dateKind is what a number in a cell means by its style.
type dateKind int

const (
	notDate dateKind = iota
	dateTime
	timeOnly // a length of time, or a time of the day
)

// The parts of a workbook beside its sheets, and bounds of what they hold.
const (
	bookPart   = "xl/workbook.xml"
	relsPart   = "xl/_rels/workbook.xml.rels"
	stylesPart = "xl/styles.xml"
	maxSheets  = 1000
	maxStyles  = 1 << 16
)

// open reads everything but the sheets.
func (b *workbook) open(at *random) error {
	z, err := zip.NewReader(&budgetReader{r: at, left: -1}, at.size)
	if err != nil {
		return err
	}
	for _, f := range z.File {
		b.parts[partName(f.Name)] = f
	}
	targets := map[string]string{}
	if err := b.walk(relsPart, true, func(_ *xmlPart, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			targets[attr(e, "Id")] = resolve(attr(e, "Target"))
		}
		return nil
	}); err != nil {
		return err
	}
	if err := b.walk(bookPart, true, func(_ *xmlPart, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.since04 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		case "sheet":
			return b.addSheet(e, targets)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := b.styles(); err != nil {
		return err
	}
	for _, target := range targets {
		if strings.HasSuffix(target, "sharedstrings.xml") {
			b.strings.fsys, b.strings.dir = b.in.Options.FS, b.in.Options.TempDir
			if b.strings.fsys == nil {
				b.strings.fsys = fsys.OS{}
			}
			return b.sharedStrings(target)
		}
	}
	return nil
}

func (b *workbook) addSheet(e xml.StartElement, targets map[string]string) error {
	state, name := attr(e, "state"), attr(e, "name")
	part := targets[attr(e, "id")]
	chosen := b.in.Options.Mapping.sheets()
	switch {
	case len(chosen) > 0 && !slices.Contains(chosen, name), len(chosen) == 0 && (state == "hidden" || state == "veryHidden"):
		return nil
	case !strings.Contains(part, "worksheets/"): // a chart
		return nil
	case len(b.sheets) == maxSheets:
		return &Reject{Source: b.in.Source, Reason: LimitExceeded, Detail: fmt.Sprintf("the workbook has more than %d sheets", maxSheets)}
	}
	b.sheets = append(b.sheets, sheetRef{name, part})
	return nil
}

// partName is the form in which names of parts are compared.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// resolve is the name of the part that a relation of the workbook points to.
func resolve(target string) string {
	if strings.HasPrefix(target, "/") {
		return partName(target)
	}
	return partName(path.Join("xl", target))
}

// attr is the value of an attribute, whatever its name space.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// styles reads which cell styles show dates.
func (b *workbook) styles() error {
	codes := map[int]string{} // of formats that the workbook defines
	inCells := false
	return b.walk(stylesPart, false, func(_ *xmlPart, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			id, _ := strconv.Atoi(attr(e, "numFmtId"))
			if len(codes) < maxStyles {
				codes[id] = attr(e, "formatCode")
			}
		case "cellStyleXfs", "cellStyles", "dxfs":
			inCells = false
		case "cellXfs":
			inCells = true
		case "xf":
			if inCells && len(b.dates) < maxStyles {
				id, _ := strconv.Atoi(attr(e, "numFmtId"))
				b.dates = append(b.dates, kindOfFormat(id, codes[id]))
			}
		}
		return nil
	})
}

// kindOfFormat tells what a number format shows, by its number among those that
// every workbook has, or by its code.
func kindOfFormat(id int, code string) dateKind {
	switch {
	case code != "":
		return kindOfCode(code)
	case id >= 18 && id <= 21, id >= 45 && id <= 47, id == 32 || id == 33 || id == 34 || id == 35 || id == 55 || id == 56:
		return timeOnly
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 50 && id <= 58:
		return dateTime
	}
	return notDate
}

// kindOfCode tells what a format's code shows: letters outside of quotation marks
// and brackets stand for parts of a date.
func kindOfCode(code string) dateKind {
	kind := notDate
	code, _, _ = strings.Cut(code, ";")
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			n := strings.IndexByte(code[i+1:], '"')
			i += max(n, 0) + 1
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			n := strings.IndexByte(code[i:], ']')
			if n == 2 && strings.ContainsRune("hms", rune(code[i+1]|0x20)) {
				return timeOnly
			}
			i += max(n, 0)
		case c == 'y' || c == 'd':
			return dateTime
		case c == 'h' || c == 's' || c == 'm':
			kind = timeOnly
		case c == 'e' || code[i] == '0' || code[i] == '#' || code[i] == '?':
			if kind == notDate && c != 'e' {
				return notDate
			}
		}
	}
	return kind
}

// xmlPart is a part being read.
type xmlPart struct {
	dec  *xml.Decoder
	file io.ReadCloser
}

// errMarkup ends the reading of a part with a tag that is too long.
var errMarkup = errors.New("a tag is too long")

// errNoPart says that the workbook lacks a part.
var errNoPart = errors.New("a part of the workbook is missing")

// maxMarkup bounds the bytes of a tag. Excel's are shorter than a hundred.
const maxMarkup = 1 << 20

// runLimit bounds the text between two tags, which the decoder holds in memory:
// what goes beyond is left out, so that the text is known to be too long.
type runLimit struct {
	r    io.Reader
	run  int  // bytes since the last mark of a tag
	text bool // between tags
}

// Read implements io.Reader.
func (l *runLimit) Read(p []byte) (int, error) {
	for {
		n, err := l.r.Read(p)
		kept, limitErr := l.keep(p[:n])
		if limitErr != nil {
			return 0, limitErr
		}
		if kept > 0 || err != nil || n == 0 {
			return kept, err
		}
	}
}

// keep moves what is kept of p to its beginning.
func (l *runLimit) keep(p []byte) (int, error) {
	const limit = 2 * MaxRecordBytes
	out := 0
	for i := 0; i < len(p); {
		if c := p[i]; c == '<' || c == '>' {
			l.text, l.run = c == '>', 0
			p[out] = c
			out++
			i++
			continue
		}
		n := bytes.IndexAny(p[i:], "<>")
		if n < 0 {
			n = len(p) - i
		}
		kept := n
		if l.text {
			kept = min(n, max(0, limit-l.run))
			for kept < n && l.run+kept < limit+utf8.UTFMax && !utf8.RuneStart(p[i+kept]) {
				kept++ // of the character that has begun
			}
		}
		if l.run += n; !l.text && l.run > maxMarkup {
			return 0, errMarkup
		}
		out += copy(p[out:], p[i:i+kept])
		i += n
	}
	return out, nil
}

func (b *workbook) part(name string) (*xmlPart, error) {
	f := b.parts[name]
	if f == nil {
		return nil, fmt.Errorf("%s: %w", name, errNoPart)
	}
	file, err := f.Open()
	if err != nil {
		return nil, err
	}
	return &xmlPart{file: file, dec: xml.NewDecoder(&runLimit{r: b.meter.over(file)})}, nil
}

// token is the next token; its bytes are valid until the one after.
func (p *xmlPart) token() (xml.Token, error) { return p.dec.RawToken() }

// inside is token where an element is open: the end of the part comes too early.
func (p *xmlPart) inside() (xml.Token, error) {
	tok, err := p.token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return tok, err
}

// walk calls do for every element that begins.
func (b *workbook) walk(name string, must bool, do func(*xmlPart, xml.StartElement) error) error {
	p, err := b.part(name)
	if errors.Is(err, errNoPart) && !must {
		return nil
	}
	if err != nil {
		return err
	}
	defer p.file.Close()
	for {
		tok, err := p.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := tok.(xml.StartElement); ok {
			if err := do(p, e); err != nil {
				return err
			}
		}
	}
}

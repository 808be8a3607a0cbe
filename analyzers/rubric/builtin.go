package rubric

import (
	"bytes"
	"embed"
	"fmt"
)

//go:embed builtin
var builtin embed.FS

// builtinFiles is the order in which the shipped families are joined. Later
// items may refer to earlier ones.
func builtinFiles() []string {
	return []string{"rubric", "labels", "procedure", "solution", "emotion", "politeness", "forbidden", "timing", "record"}
}

// BuiltinName is the file name under which the shipped rubric reports faults.
const BuiltinName = "builtin"

// Builtin returns the source of the shipped rubric: its families joined into
// one file, one YAML document each.
func Builtin() ([]byte, error) {
	var out bytes.Buffer
	for _, name := range builtinFiles() {
		data, err := builtin.ReadFile("builtin/" + name + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("shipped rubric: %w", err)
		}
		out.WriteString("---\n" + marker + name + ".yaml\n")
		out.Write(bytes.TrimPrefix(data, []byte("---\n")))
		if !bytes.HasSuffix(data, []byte("\n")) {
			out.WriteByte('\n')
		}
	}
	return out.Bytes(), nil
}

// marker begins the comment that names the family file a document came from.
const marker = "# from "

// locate finds the family file of a line of the joined source.
func locate(source []byte, line int) (file string, inFile int) {
	file, inFile = BuiltinName, line
	for i, text := range bytes.Split(source, []byte("\n")) {
		if i >= line {
			break
		}
		if name, ok := bytes.CutPrefix(text, []byte(marker)); ok {
			file, inFile = "builtin/"+string(name), line-i-1
		}
	}
	return file, inFile
}

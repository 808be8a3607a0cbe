package words

import "strings"

// Channel names a channel.
func Channel(c string) Text {
	return code(c, map[string]Text{
		"voice": {"电话", "voice"}, "chat": {"在线", "chat"}, "email": {"邮件", "mail"}, "social": {"社交媒体", "social media"},
	})
}

// Role names who spoke.
func Role(c string) Text {
	return code(c, map[string]Text{
		"agent": {"坐席", "agent"}, "customer": {"客户", "customer"}, "bot": {"机器人", "bot"}, "system": {"系统", "system"},
	})
}

// Severity names how much a failed item matters.
func Severity(c string) Text {
	return code(c, map[string]Text{"fatal": {"红线", "fatal"}, "major": {"重要", "major"}, "minor": {"一般", "minor"}})
}

// Intent names why the customer came.
func Intent(c string) Text {
	return code(c, map[string]Text{
		"consultation": {"咨询", "consultation"}, "order": {"订购办理", "order"}, "repair": {"报修", "repair"},
		"complaint": {"投诉", "complaint"}, "suggestion": {"建议", "suggestion"}, "cancellation": {"退订退货", "cancellation"},
		"praise": {"表扬", "praise"}, "other": {"其他", "other"},
	})
}

// Emotion names the strongest emotion of a customer.
func Emotion(c string) Text {
	return code(c, map[string]Text{
		"neutral": {"平静", "neutral"}, "anger": {"愤怒", "anger"}, "anxiety": {"焦急", "anxiety"}, "disappointment": {"失望", "disappointment"},
	})
}

// Resolution names what became of the matter.
func Resolution(c string) Text {
	return code(c, map[string]Text{
		"resolved": {"已解决", "resolved"}, "pending": {"处理中", "pending"}, "unresolved": {"未解决", "unresolved"},
	})
}

// Priority names how urgent the matter is.
func Priority(c string) Text {
	return code(c, map[string]Text{"simple": {"简单", "simple"}, "complex": {"复杂", "complex"}, "urgent": {"紧急", "urgent"}})
}

// Tier names how a piece of evidence was found.
func Tier(c string) Text {
	return code(c, map[string]Text{
		"exact": {"原词", "exact words"}, "pattern": {"句式", "pattern"}, "similar": {"相似", "similar"}, "homophone": {"变体", "variant"},
		"metric": {"测量", "measured"}, "field": {"字段", "field"}, "absence": {"缺失", "missing"},
	})
}

// longestRule is how many characters of an exception are told.
const longestRule = 24

// Silenced says why a piece of evidence does not count.
func Silenced(by string) Text {
	if rule, ok := strings.CutPrefix(by, "except:"); ok {
		if r := []rune(rule); len(r) > longestRule {
			rule = string(r[:longestRule]) + "…"
		}
		return Text{"例外“" + rule + "”", "exception “" + rule + "”"}
	}
	return code(by, map[string]Text{
		"negation": {"被否定", "negated"}, "quotation": {"引述他人", "quoted"}, "reported": {"转述", "reported"},
		"hypothetical": {"假设", "hypothetical"}, "question": {"提问", "a question"},
	})
}

// Reject says why a record was not scored.
func Reject(c string) Text {
	return code(c, map[string]Text{
		"malformed_json":  {"JSON 格式错误", "malformed JSON"},
		"duplicate_key":   {"同一对象内字段重复", "a field twice in an object"},
		"invalid_utf8":    {"不是合法的 UTF-8", "invalid UTF-8"},
		"missing_id":      {"缺少 id", "no id"},
		"missing_channel": {"缺少 channel", "no channel"},
		"missing_turns":   {"缺少 turns", "no turns"},
		"empty_turns":     {"turns 为空", "turns is empty"},
		"unknown_channel": {"未知的 channel", "unknown channel"},
		"unknown_role":    {"未知的 role", "unknown role"},
		"unknown_roles":   {"分不清坐席与客户", "who is the agent is not certain"},
		"invalid_charset": {"字符编码错误", "invalid charset"},
		"unknown_fields":  {"表头无法识别", "columns not recognised"},
		"malformed_row":   {"表格行无法拆分", "malformed row"},
		"bad_time":        {"时间格式错误", "not a time"},
		"time_backwards":  {"时间倒流", "time runs backwards"},
		"bad_value":       {"字段类型或取值错误", "wrong type or value"},
		"limit_exceeded":  {"超出限制", "beyond the limits"},
		"record_too_long": {"记录过长", "record too long"},
		"truncated_input": {"文件不完整，其后内容丢失", "file cut off, the rest is lost"},
		"corrupt_input":   {"文件损坏，其后内容丢失", "file damaged, the rest is lost"},
		"oversized_input": {"解压后过大，其后内容丢失", "expands too far, the rest is lost"},
		"nested_archive":  {"压缩包内还有压缩包", "archive inside an archive"},
		"unsafe_path":     {"压缩包内的路径或链接不安全", "unsafe path in an archive"},
		"unknown_format":  {"格式无法识别", "unknown format"},
		"unreadable_file": {"文件无法读取", "unreadable file"},
		"duplicate_id":    {"id 重复，保留第一条", "duplicate id, the first is kept"},
		"internal_panic":  {"程序出错，请报告", "a fault of the program"},
		"internal_error":  {"程序出错，请报告", "a fault of the program"},
	})
}

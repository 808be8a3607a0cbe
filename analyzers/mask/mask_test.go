package mask_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"zhijian/analyzers/mask"
	"zhijian/analyzers/mask/maskgen"
	"zhijian/analyzers/transcript"
)

func TestString(t *testing.T) {
	m := mask.New(mask.Config{})
	for _, tt := range []struct{ text, want string }{
		{"我手机号是13812345678。", "我手机号是138****5678。"},
		{"+86 13812345678", "+86 138****5678"},
		{"幺三八一二三四五六七八", "幺三八＊＊＊＊五六七八"},
		{"１３８ 1234 五六七八", "１３８ **** 五六七八"},
		{"138\u200b1234\u200b5678", "138\u200b****\u200b5678"},
		{"幺三九三个八六零零一幺", "幺三九＊＊＊＊零零一幺"},
		{"010-62785001转801", "010-****5001转801"},
		{"(0571)87654321", "(0571)****4321"},
		{"身份证110101199003074258", "身份证110***********4258"},
		{"身份证11010119900307423x", "身份证110***********423x"},
		{"身份證號碼是一一零一零一一九九零零三零七四二五八", "身份證號碼是一一零＊＊＊＊＊＊＊＊＊＊＊四二五八"},
		{"卡号6222021234567890123", "卡号622202*********0123"},
		{"发到zhangsan@163.com吧", "发到z*******@163.com吧"},
		{"a@bc.cn", "*@bc.cn"},
		{"zhang3 艾特 幺六三点com", "z***** 艾特 幺六三点com"},
		{"车牌京A12345", "车牌京A***45"},
		{"沪AD12345 绿牌", "沪A****45 绿牌"},
		{"粤B·F12345", "粤B·****45"},
		{"浙江省杭州市西湖区文三路138号5幢2单元301室", "浙江省杭州市西湖区＊＊＊***＊*＊*＊＊***＊"},
		{"我住在阳光花园3栋1201", "我住在＊＊＊＊*＊****"},
		{"我叫张三丰。", "我叫张＊＊。"},
		{"我叫張偉，想問一下", "我叫張＊，想問一下"},
		{"免贵姓欧阳，欧阳娜娜", "免贵姓欧阳，欧阳＊＊"},
		{"张建国先生您好", "张＊＊先生您好"},
		{"验证码482913，请勿告诉他人", "验证码******，请勿告诉他人"},
		{"密码是abc123", "密码是******"},
		{"我叫𠮷野，我叫王𠮷", "我叫𠮷野，我叫王𠮷"}, // 𠮷 is no character of the common blocks

		// what stays
		{"我是3021号客服", "我是3021号客服"},
		{"订单号13812345678901", "订单号13812345678901"},
		{"订单号码13812345678", "订单号码13812345678"},
		{"SF1381234567890", "SF1381234567890"},
		{"2026-11-20 12:30:45", "2026-11-20 12:30:45"},
		{"一共13812.34元", "一共13812.34元"},
		{"请拨打10086或400-820-8820", "请拨打10086或400-820-8820"},
		{"https://item.jd.com/14569607426.html", "https://item.jd.com/14569607426.html"},
		{"1,3,5,7,9,11,13", "1,3,5,7,9,11,13"},
		{"张先生您好，我姓张", "张先生您好，我姓张"},
		{"我叫他来", "我叫他来"},
		{"北京市朝阳区有店", "北京市朝阳区有店"},
		{"3号线2号楼门口", "3号线2号楼门口"},
		{"", ""},
	} {
		if got := m.String(tt.text); got != tt.want {
			t.Errorf("%q\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

func turns(texts ...string) *transcript.Interaction {
	in := &transcript.Interaction{}
	for i, text := range texts {
		role := transcript.RoleAgent
		if i%2 == 1 {
			role = transcript.RoleCustomer
		}
		in.Turns = append(in.Turns, transcript.Turn{Role: role, Text: text})
	}
	return in
}

// Words that lead to a name may be cut off by the end of a turn, in either script.
func TestCutWords(t *testing.T) {
	m := mask.New(mask.Config{})
	for _, text := range []string{"需要和供應商聯繫", "需要和供应商联系", "姓", "叫", "名", "收件", "收貨", "先", "女", "小", "機", "戶", "姓名", "我叫", "聯繫", "姓張", "免貴姓"} {
		for range 2 {
			if got := m.String(text); len(got) != len(text) {
				t.Errorf("%s became %s", text, got)
			}
			text = "您好。" + text
		}
	}
}

func TestOverTurns(t *testing.T) {
	m := mask.New(mask.Config{})
	for _, tt := range []struct {
		name        string
		texts, want []string
	}{
		{"number in pieces", []string{"电话多少", "138", "嗯", "1234", "您说", "5678"}, []string{"电话多少", "138", "嗯", "****", "您说", "5678"}},
		{"pieces repeated", []string{"电话多少", "138", "138", "1234", "1234，嗯", "5678"}, []string{"电话多少", "138", "138", "****", "****，嗯", "5678"}},
		{"another number between", []string{"请讲", "138", "我的工号是3021号", "12345678"}, []string{"请讲", "138", "我的工号是3021号", "12345678"}},
		{"code answers", []string{"验证码报一下", "4 8 2 9 1 3", "482913对吗"}, []string{"验证码报一下", "* * * * * *", "******对吗"}},
		{"name answers", []string{"请问您怎么称呼", "李雪梅", "好的李雪梅女士，李雪梅对吧"}, []string{"请问您怎么称呼", "李＊＊", "好的李＊＊女士，李＊＊对吧"}},
		{"order answers", []string{"订单号多少", "13812345678"}, []string{"订单号多少", "13812345678"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i, got := range m.Interaction(turns(tt.texts...)) {
				if got.Text != tt.want[i] {
					t.Errorf("turn %d: %q, want %q", i, got.Text, tt.want[i])
				}
			}
		})
	}
}

func TestStretches(t *testing.T) {
	got := mask.New(mask.Config{}).Interaction(turns("我叫张伟，电话138 1234 5678"))[0]
	if len(got.Masked) != 2 || got.Masked[0].Type != mask.Name || got.Masked[1].Type != mask.Mobile {
		t.Fatalf("%+v", got)
	}
	for _, s := range got.Masked {
		if strings.Trim(got.Text[s.Begin:s.End], "*＊") != "" {
			t.Errorf("%s covers %q", s.Type, got.Text[s.Begin:s.End])
		}
	}
	if types := got.Types(); len(types) != 2 || types[0] != mask.Mobile {
		t.Errorf("types %v", types)
	}
}

func TestTypesAreSwitchedOneByOne(t *testing.T) {
	text := "我叫张伟，电话13812345678，邮箱a1@b.cn"
	m := mask.New(mask.Config{Types: []mask.Type{mask.Mobile}})
	if got := m.String(text); got != "我叫张伟，电话138****5678，邮箱a1@b.cn" {
		t.Error(got)
	}
	var none *mask.Masker
	if none.String(text) != text || none.Settings() != "none" || none.Identifier("x13812345678") != "x13812345678" || none.Customer("u") != "u" {
		t.Error("a nil masker masks")
	}
}

func TestParseTypes(t *testing.T) {
	for list, want := range map[string]string{"all": mask.New(mask.Config{}).Settings(), "mobile, email": mask.Version + ":email,mobile",
		"all,-address,-name": mask.Version + ":bankcard,code,email,identity,landline,mobile,password,plate"} {
		types, err := mask.ParseTypes(list)
		if got := mask.New(mask.Config{Types: types}).Settings(); err != nil || got != want {
			t.Errorf("%s: %s, %v", list, got, err)
		}
	}
	for _, list := range []string{"", "phone", "-mobile", "mobile,-mobile", "-all"} {
		if types, err := mask.ParseTypes(list); err == nil {
			t.Errorf("%q gives %v", list, types)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	m := mask.New(mask.Config{})
	for in, want := range map[string]string{
		"day/13812345678_20261120.wav": "day/138****5678_20261120.wav",
		"rec13812345678.wav":           "rec138****5678.wav",
		"c-20261120-091233-00017":      "c-20261120-091233-00017",
		"1763800000000":                "1763800000000",
		"zhang.san@example.cn":         "z********@example.cn",
	} {
		if got := m.Identifier(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	at := transcript.Source{File: "a.jsonl", Line: 3}
	one, two := m.ID("13812345678", at), m.ID("13899995678", transcript.Source{File: "a.jsonl", Line: 4})
	if m.ID("c-1", at) != "c-1" || !strings.HasPrefix(one, "138****5678~") || one == two || one != m.ID("13812345678", at) {
		t.Errorf("ids %s and %s", one, two)
	}
}

func TestPseudonyms(t *testing.T) {
	a, b := mask.New(mask.Config{Key: []byte("0123456789abcdef")}), mask.New(mask.Config{Key: []byte("fedcba9876543210")})
	if got := a.Customer("u-77"); len(got) != 26 || got != a.Customer("u-77") || got == a.Customer("u-78") || got == b.Customer("u-77") || strings.Contains(got, "77 ") {
		t.Errorf("pseudonym %s", got)
	}
	if a.Customer("") != "" || a.Settings() == b.Settings() || strings.Contains(a.Settings(), "0123456789abcdef") {
		t.Errorf("settings %s and %s", a.Settings(), b.Settings())
	}
	if got := mask.New(mask.Config{}).Customer("13812345678"); got != "138****5678" {
		t.Errorf("without a key %s", got)
	}
}

// checkKept fails unless out is text with marks of the same length at the masked
// places and nothing else changed.
func checkKept(t interface{ Fatalf(string, ...any) }, text string, out *mask.Text) {
	if len(out.Text) != len(text) || utf8.RuneCountInString(out.Text) != utf8.RuneCountInString(text) {
		t.Fatalf("%q becomes %q", text, out.Text)
	}
	covered := make([]bool, len(text))
	last := 0
	for _, s := range out.Masked {
		if s.Begin < last || s.End <= s.Begin || s.End > len(text) {
			t.Fatalf("stretches of %q: %+v", text, out.Masked)
		}
		last = s.End
		for i := s.Begin; i < s.End; i++ {
			covered[i] = true
		}
	}
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(text[i:])
		}
		want := text[i : i+size]
		if covered[i] {
			want = string(mask.Mark(r))
			if size == 1 {
				want = "*"
			}
		}
		if out.Text[i:i+size] != want {
			t.Fatalf("at %d of %q: %q, want %q", i, text, out.Text[i:i+size], want)
		}
	}
}

// Marks are as long as what they stand for, whatever the text.
func TestBytesStayInPlace(t *testing.T) {
	m := mask.New(mask.Config{})
	words := rapid.SampledFrom(strings.Split("138|1234|5678|幺三八|一二|三四五|13812345678|嗯|，| |-|我叫|张|伟|先生|女士|验证码|密码|是|abc|X|@|163.com|艾特|点com|京A|D1234|号|栋|路|单元|301|室|北京市|区|é|😀|𠮷|\u200b|①|三个八|號|張|\xff|姓|称呼|电话|6222021234567890123", "|"))
	rapid.Check(t, func(t *rapid.T) {
		in := &transcript.Interaction{}
		for range rapid.IntRange(1, 5).Draw(t, "turns") {
			role := rapid.SampledFrom([]transcript.Role{"agent", "customer", "bot", "system"}).Draw(t, "role")
			in.Turns = append(in.Turns, transcript.Turn{Role: role, Text: strings.Join(rapid.SliceOfN(words, 0, 14).Draw(t, "words"), "")})
		}
		out := m.Interaction(in)
		for i := range out {
			checkKept(t, in.Turns[i].Text, &out[i])
		}
	})
}

// A masker keeps nothing of an interaction for the next one.
func TestNothingIsRemembered(t *testing.T) {
	m := mask.New(mask.Config{})
	cases := maskgen.Values(400, 3)
	alone := make([]string, len(cases))
	for i := range cases {
		alone[i] = talk(&cases[i], mask.New(mask.Config{}).Interaction(cases[i].Interaction("x")))
		if i == 40 {
			break
		}
	}
	for i := range cases[:41] {
		m.Interaction(cases[400-1-i].Interaction("y"))
		if got := talk(&cases[i], m.Interaction(cases[i].Interaction("x"))); got != alone[i] {
			t.Errorf("after another: %s\nalone: %s", got, alone[i])
		}
	}
}

func FuzzInteraction(f *testing.F) {
	for _, c := range maskgen.Values(60, 2) {
		texts := make([]string, len(c.Turns))
		for i := range c.Turns {
			texts[i] = c.Turns[i].Text
		}
		f.Add(strings.Join(texts, "\n"))
	}
	f.Add("需要和供應商聯繫\n我姓張，叫偉\n收貨人\n戶名\n電話是一三八零零一三八零零零")
	m := mask.New(mask.Config{})
	f.Fuzz(func(t *testing.T, text string) {
		in := turns(strings.Split(text, "\n")...)
		out := m.Interaction(in)
		for i := range out {
			checkKept(t, in.Turns[i].Text, &out[i])
		}
		m.Identifier(text)
	})
}

package maskgen

import (
	"fmt"
	"strings"
)

func (g *generator) mobile() string {
	second := pick(g, "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "45", "47", "49", "50", "51", "52", "53",
		"55", "56", "57", "58", "59", "62", "65", "66", "67", "70", "71", "72", "73", "75", "76", "77", "78",
		"80", "81", "82", "83", "84", "85", "86", "87", "88", "89", "90", "91", "93", "95", "96", "97", "98", "99")
	n := "1" + second + g.digits(8)
	if g.IntN(3) == 0 { // numbers that people like
		n = n[:4] + strings.Repeat(pick(g, "8", "6", "0", "1", "9"), 3) + n[7:]
	}
	return n
}

// landline is area code and number.
func (g *generator) landline() (area, number string) {
	if g.IntN(2) == 0 {
		return pick(g, "010", "020", "021", "022", "023", "024", "025", "027", "028", "029"),
			fmt.Sprint(2+g.IntN(7)) + g.digits(7)
	}
	area = pick(g, "0571", "0755", "0512", "0574", "0532", "0411", "0592", "0451", "0371", "0769", "0757")
	if g.IntN(4) > 0 {
		return area, fmt.Sprint(2+g.IntN(7)) + g.digits(7)
	}
	return pick(g, "0470", "0554", "0719", "0835", "0937", "0971", "0316", "0576"), fmt.Sprint(2+g.IntN(7)) + g.digits(6)
}

func (g *generator) region() string {
	return pick(g, "110101", "110108", "120103", "130102", "140105", "150102", "210102", "220104", "230103", "310101", "310115",
		"320102", "320505", "330106", "330203", "340104", "350203", "360102", "370202", "410105", "420106", "430102", "440106",
		"440305", "450103", "460105", "500103", "510107", "520103", "530102", "540102", "610113", "620102", "630104", "640104", "650102")
}

// identity18 is a resident identity number with its check digit.
func (g *generator) identity18() string {
	n := g.region() + fmt.Sprintf("%04d%02d%02d", 1940+g.IntN(72), 1+g.IntN(12), 1+g.IntN(28)) + fmt.Sprintf("%03d", g.IntN(1000))
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(n[i]-'0') * w
	}
	check := string("10X98765432"[sum%11])
	if g.IntN(3) == 0 {
		check = strings.ToLower(check)
	}
	return n + check
}

// identity15 is one of before 1999.
func (g *generator) identity15() string {
	return g.region() + fmt.Sprintf("%02d%02d%02d", 30+g.IntN(60), 1+g.IntN(12), 1+g.IntN(28)) + fmt.Sprintf("%03d", g.IntN(1000))
}

// bankCard is a number that passes Luhn's test.
func (g *generator) bankCard() string {
	prefix := pick(g, "622202", "621700", "621661", "622848", "621483", "622588", "622700", "621226", "623052", "621799", "621098", "620058")
	size := 19
	if g.IntN(3) == 0 {
		prefix = pick(g, "625965", "622575", "436742", "518710", "409666", "356833", "552433", "622521", "628288", "427018")
		size = 16
	}
	n := prefix + fmt.Sprintf("%0*s", size-1-len(prefix), g.digits(size-1-len(prefix)))
	sum := 0
	for i := range len(n) {
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return n + fmt.Sprint((10-sum%10)%10)
}

// email is the local part and the domain.
func (g *generator) email() (local, domain string) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	domain = pick(g, "qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "sina.com.cn", "foxmail.com", "mail.example.cn", "hotmail.com", "139.com")
	switch g.IntN(4) {
	case 0:
		return g.digits(8 + g.IntN(3)), domain
	case 1:
		return pick(g, "zhang", "wang", "li", "chen", "liu") + pick(g, "wei", "fang", "jie", "lei", "xue") + g.digits(2+g.IntN(3)), domain
	case 2:
		return pick(g, "zhang", "wang", "li") + pick(g, ".", "_", "-") + pick(g, "wei", "fang", "jie") + g.digits(g.IntN(3)), domain
	}
	var b strings.Builder
	for range 4 + g.IntN(8) {
		b.WriteByte(letters[g.IntN(len(letters))])
	}
	return b.String(), domain
}

// plate is the two characters of the place and the rest.
func (g *generator) plate() (place, rest string) {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	letter := func() string { return string(letters[g.IntN(len(letters))]) }
	place = pick(g, strings.Split("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼", "")...) + letter()
	switch g.IntN(8) {
	case 0, 1: // new energy, small
		return place, pick(g, "D", "F", "A", "B") + g.digits(5)
	case 2: // new energy, large
		return place, g.digits(5) + pick(g, "D", "F")
	case 3:
		return place, letter() + g.digits(4)
	case 4:
		return place, g.digits(3) + letter() + g.digits(1)
	case 5:
		return place, letter() + letter() + g.digits(3)
	case 6:
		return place, g.digits(4) + pick(g, "学", "挂", "警")
	}
	return place, g.digits(5)
}

// address is the part that may stay, down to the district, and the one that may not.
func (g *generator) address() (open, secret string) {
	open = pick(g, "", "", "北京市朝阳区", "上海市浦东新区", "浙江省杭州市西湖区", "广东省深圳市南山区", "江苏省苏州市工业园区", "杭州市余杭区",
		"四川省成都市武侯区", "武汉市洪山区", "河南省郑州市金水区", "广州天河区", "辽宁省大连市甘井子区", "湖南省长沙市岳麓区", "福建省厦门市思明区")
	road := pick(g, "文三路", "中山北路", "解放大道", "人民东路", "建设街", "望京西路", "科技园南路", "长江中路", "和平里西街", "滨江大道", "学院路", "新华巷", "五一路")
	estate := pick(g, "翠苑小区", "万科城市花园", "阳光花园", "金色家园", "碧桂园", "保利香槟苑", "幸福里", "银泰公寓", "恒大名都", "紫金小区", "东湖村", "绿地新都会")
	house := fmt.Sprint(1 + g.IntN(900))
	block := fmt.Sprint(1 + g.IntN(30))
	unit := fmt.Sprint(1 + g.IntN(5))
	room := fmt.Sprintf("%d0%d", 1+g.IntN(30), 1+g.IntN(4))
	b, u, r := pick(g, "号楼", "栋", "幢", "座"), "单元", pick(g, "室", "号", "")
	switch g.IntN(6) {
	case 0:
		return open, road + house + "号"
	case 1:
		return open, road + house + "号" + estate + block + b + unit + u + room + r
	case 2:
		return open, estate + block + b + unit + u + room + r
	case 3:
		return open, road + house + "号" + block + b + room + "室"
	case 4:
		return open, road + house + "弄" + block + "号" + room + "室"
	}
	return open, estate + block + b + room + "室"
}

// name is a surname and a given name.
func (g *generator) name() (surname, given string) {
	surname = pick(g, strings.Split("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾夏韦付方邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤", "")...)
	if g.IntN(25) == 0 {
		surname = pick(g, "欧阳", "司马", "上官", "诸葛", "皇甫")
	}
	const first = "建志国文明永小晓海春玉秀美丽雪红桂淑俊子浩宇思雨佳欣梓诗立新卫振家德金宏"
	const second = "华军伟强平刚杰涛磊鹏斌辉勇波芳娟敏静燕霞玲婷萍琴兰梅英莹颖怡轩涵泽博妍琪瑶航凯峰龙"
	f, s := strings.Split(first, ""), strings.Split(second, "")
	if g.IntN(4) == 0 {
		return surname, pick(g, s...)
	}
	return surname, pick(g, f...) + pick(g, s...)
}

func (g *generator) code() string { return g.digits(pick(g, 6, 6, 6, 4)) }

func (g *generator) password() string {
	switch g.IntN(3) {
	case 0:
		return g.digits(6)
	case 1:
		return pick(g, "abc", "qwe", "zxc", "love", "Wang", "Li", "Zh", "hello") + g.digits(4+g.IntN(4))
	}
	return g.digits(8)
}

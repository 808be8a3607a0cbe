package corpus

import "strings"

// words are what made-up conversations are made of.
type words struct {
	agent, customer []string            // clauses; {name} is a slot, {n} a number
	slots           map[string][]string // what goes into slots
	marks           []string            // between clauses
}

// vocabulary is written for this package: sentences of a help desk for goods at
// home, with as many courtesies and slips as such talk has.
func vocabulary() words {
	return words{
		agent:    lines(agentClauses),
		customer: lines(customerClauses),
		slots: map[string][]string{
			"goods": strings.Fields("电饭煲 洗衣机 扫地机器人 空气净化器 手机 平板电脑 路由器 热水器 儿童座椅 床垫 台灯 咖啡机 燃气灶 行李箱 跑步机 投影仪 油烟机 耳机"),
			"fault": strings.Fields("漏水 不通电 指示灯一直闪 声音特别大 屏幕有裂纹 少了一个零件 连不上网 烧焦味很重 开不了机 颜色发错了 按键失灵 充不进电"),
			"place": strings.Fields("杭州 成都 武汉 西安 沈阳 昆明 厦门 郑州 南宁 兰州 合肥 长春"),
			"part":  strings.Fields("发票 说明书 保修卡 快递单 电源线 滤芯 遥控器 安装支架 赠品 退款"),
			"who":   strings.Fields("仓库 物流 财务 售后工程师 配送站 主管 厂家"),
			"when":  strings.Fields("今天下午 明天上午 后天 三个工作日内 本周五前 两小时内 月底"),
		},
		marks: []string{"，", "，", "，", "。", "。", "？", " ", "！"},
	}
}

func lines(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }

const agentClauses = `
您好，很高兴为您服务
您好
请问有什么可以帮您
请问您的{goods}是哪天买的呢
麻烦您提供一下订单号
好的，请您稍等，我帮您查一下
让您久等了
给您添麻烦了，非常抱歉
您的心情我能理解
您说的是{goods}{fault}对吗
这边看到您的订单是{n}号发出的
包裹已经到{place}了
{part}会随货一起寄出
我帮您联系{who}核实
{who}会在{when}给您回电话
{when}给您处理好
您方便的话拍一张照片发过来
建议您先断电十分钟再试
这款{goods}保修期是两年
运费由我们承担
退回来的款项原路返回，一共{n}元
您看这样处理可以吗
请问还有其他可以帮您的吗
如果满意请给个评价
感谢您的来电，再见
祝您生活愉快
这个应该是没问题的
可能要看{who}那边
这个不归我们管
我也没有办法
您自己看说明书吧
工单号是{n}，您记一下
系统里显示签收人是门卫
您的手机号后四位是{n}吗
收货地址还是{place}那一个吧
我这边已经登记了
嗯嗯
好的
是的呢
不好意思，刚才没有听清
麻烦您再说一遍
那我跟您确认一下，您要退的是{goods}
新的{part}{when}补发
可以开电子的，也可以开纸质的
`

const customerClauses = `
你好
在吗
喂，听得到吗
我上个月在你们店买的{goods}
{goods}{fault}
才用了{n}天就{fault}
订单号是{n}
{part}一直没有收到
我人在{place}
寄到{place}要几天
你们到底什么时候给我处理
我已经打了三次电话了
每次都说{when}，没有一次做到
我要投诉
太让人生气了
能不能换一台新的
我想退货
退款什么时候到账
谢谢你
好的，知道了
嗯
对
不是这个，是另外一单
快递员说放在门口了，可是没有
说明书上没有写怎么装
你帮我问问{who}
{who}没有给我打电话
那就{when}吧
算了，不用了
你再看看
电话是1390000{n}
我等了一个上午
怎么别人家都可以
价格怎么又变了，昨天还是{n}元
可以上门吗
保修还在期内的
照片已经发过去了
这个要另外收钱吗
行，那麻烦你了
没有别的事了，再见
`

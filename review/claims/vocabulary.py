"""Words that decide what a number counts: nouns and verbs that the tagger takes for something else, and fillers."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words that stand in `words`, blanks between them."""
    return frozenset(words.split())


def word_list(words: str) -> tuple[str, ...]:
    """The words that stand in `words`, blanks between them, in their order."""
    return tuple(words.split())


# Nouns and what behaves like them.
NOMINAL = word_list("n j l i s f b eng g an vn nz z")
# Verbs that name an activity: 改造项目, 养老床位.
ACTIVITIES = word_set(
    """
    创新 改革 服务 管理 建设 治理 改造 养老 教育 培训 就业 发展 保障 监督 执法 调解 医疗 救助 扶贫 示范 试点
    统计 预算 租赁 转移 实践
    研究 生产 投资 合作 工作 活动 加工 占地 制造 消费 旅游 运输 检测 监测 交易 环保 保护 安置 蓄能 抽水 帮扶
    志愿 申请 意愿 登记 签订 咨询 指导 会议 补助 补贴 投入 出资 支出 收入 增长 销售 宣传 宣讲 走访 巡查 纠纷
    投诉 来电 回访 协商 议事 决议 约定 公约 评价 评分 理赔 赔付 保费 报价 交付 供水 供电 供热 排放 灌溉 造林
    种草 储备 募集 捐赠 捐款 贷款 融资 担保 进口 出口 进出口 外贸 零售 批发 经营 承包 种植 养殖 收购 住院 门诊
    手术 死亡 病例 伤亡 失业 毕业 入学 招生 参保 低保 供养 托育 照护 护理 康复 体检 健身 阅读 演出 展览 比赛
    竞赛 训练 演练 执勤 巡逻 值班 审批 备案 立案 办案 结案 受理 案件 举报 控告 处罚 检查 督查 整改 整治 更新
    扩建 新建 续建 停建 缓建 停缓建 配套 招商 引资 签约 注册 参观 接待 接诉 响应 办理 反馈 解决 诉求 建议 提案
    议案 专利 发明 贡献 利用 使用 覆盖 复盖 转化 开放 流通 周转 吞吐 装机 发电 用电 用水 播种 产出 研发 实施
    支付 偿还 保险 维修 维护 维保 停车 充电 换电 加氢
    """
)
# Rates and the like: the name of a measure, at whose end no verb is meant.
AFTER_SKIP = word_set(
    """
    达 达到 为 是 有 共 共有 共计 约 已 已有 累计 合计 总计 平均 占 占到 增长 增加 增至 提高 提升 下降 减少
    降低 降至 降到 升至 上升 上涨 下跌 下滑 回升 仅 只 仅有 只有 到 至 就 都 均 分别 同比 环比 比 较 由 从 在
    于 稳定 保持 维持 近 超 超过 突破 逾 实现 完成 高达 多达 不到 不足 约为 共同 总共 一共 全部 还 还有 又 再
    将 要 可 能 能够 可以 需 需要 以 按 按照 每 每年 每月 每天 每户 每台 人均 户均 年均 日均 月均 净 净增 增 降
    涨 跌 提 升 扩大 扩大到 缩短 缩短到 压缩 压减 控制 力争 预计 计划 拟 其中 另 另有 分 共收 大约 目前 现有 现
    拥有 设有 设 配备 安排 给予 不少于 不低于 不超过 低于 高于 最高 最低 最多 至少 以内 左右 以上 平均值 而 则
    却 且 并 并且 也 亦 即 了 着 过 得 地 所 上 中 内 里 下 时 后 前 全面 全程 全力 同步 统一 积极 主动 自主
    联合 集中 推行 中有 均有 里有 当中 下列 从事 多 余 个 名 位 家 之 间 不 不得 不能 应 应当 超出 计 等 等于
    相当于 有望 可望 或将 整整 达成 这 那 该 此 增长率为 上调 下调 回落 收窄 合
    """
)
# What a verb becomes a quantity with: 审减率, 联运量.
QUANTITIES = word_set(
    """
    率 量 额 费 价 数 值 幅 度 款 金 时间 时长 费用 总额 总量 总数 期 龄 者 书 证 卡 单 册 表 证书 长 占比 比重 比例
    """
)
# What a noun or a verb becomes a place or a group with.
PLACES = word_set("场 站 站所 院 厂 馆 园 室 库 队")
# Verbs that stand between what is counted and its number: 食堂新建57家, 意见形成61份.
DONE = word_set(
    """
    新建 扩建 续建 改建 建成 新增 建立 完成 实现 覆盖 复盖 增加 减少 达到 形成 落实 解决 办结 超过 开展 举办
    召开 培育 新设 设立 开工 竣工 投产 获批 获评 受理 签订 签约 发放 下拨 安排 成立 组建 减至 压减 减为
    降为 更新 打造 落地 引进 交付
    """
)
TOTALS = word_set("总 年 月 日 的 自 净")
STATES = word_set("在 正在 尚在 待 尚 未 经 已 仍在")
# Verbs that only describe what they stand before: 新建项目, 独居老人.
DESCRIBING = word_set(
    """
    独居 在建 新建 在校 常住 流动 失能 退休 返乡 签约 注册 试点 定点 驻区 备案 新增 保留 停缓建 空巢 下岗 失业
    待建 闲置 改扩建 入库 在职 兼职 专职 上市 挂牌 参保 入选 直属 下属 所属 重点 涉案 涉农 服务 监测 规划 储备
    续建 扩建 改建 入驻 落地 建档 脱贫 留守 困难 流浪 转移 抗战 执法 抢险 应急 救援 候选 知名 著名 违规 违法 受损
    受灾 涉事 公立 私立 民办 虚拟 过期 应届 参赛 参展 参会 获奖 被困 失联 遇难 伤亡 可疑 加盟 联名 免费 标杆 现代
    """
)
# What jieba takes for verbs.
REALLY_NOUNS = word_set(
    """
    清单 例会 营收 净利 座谈会 报告会 确认 讲座 培训班 网格员 推介 见习 调研 调查 演练 抽查 暗访 路演 义诊 党课
    宣讲 岗位 申领 住宅 公里 举措 警察 选手 超市 设备 说法 主播 处长 快递 考生 展商 较量 产能 增速 合唱 积分 包裹
    干道 续贷 之家 身高 评级 表演 组别 直播 加息 降息 持股 亏损 募资 减排 节能 增收
    """
)
SHARES = frozenset({"占", "占到", "约占", "仅占", "占了", "接近"})
ROSE = frozenset("涨跌升降增减")
LEVELS = word_set("达 达到 超 超过 突破 提高 扩大 缩小 接近 为 约 约为")
INSIDE = frozenset(["可", "人均", "非", "无", "未", "再", "适"])
# What reads like an adverb inside a name: 国家自主创新示范区.
JOINED = frozenset({"自主", "联合", "集中", "统一"})
# Verbs before another that are no quantity: 加快增长.
ADVERBIAL = word_set(
    "加快 持续 开始 继续 实现 保持 努力 带动 推动 促进 拉动 预计 计划 连续 来自 导致 造成 出现 包括 组织 获得"
)
# Verbs that jieba takes for nouns; what they take is counted.
LEADING = word_set(
    """
    惠及 涉及 受益 汇总 解决 完成 建成 覆盖 复盖 收到 收回 抽取 回收 推进 推动 编印 制定 全面完成 投放 净增
    """
)
# Verbs that jieba takes for nouns, too: what was counted stands before them (8家实验室|落户河北).
ENDING = LEADING | word_set(
    """
    落户 落实 参赛 参展 参加 参与 出席 入驻 入围 亮相 遇难 受伤 被困 获救 失联 上线 晋级 夺冠 获奖 到场 签署 支持
    获得 荣获 位居 跻身 加盟 开赛 开工 开业 接待 招待 深化 加强 强化 优化 完善 开展 实施 启动 发布 出台 进入 提供 用于
    """
)
# What can be the head of a noun phrase that holds a verb: 灭火剂泄漏事件, 技能提升举措.
HEADS = word_set(
    """
    事件 事故 案件 案 项目 活动 工程 行动 举措 措施 制度 平台 系统 任务 计划 设施 设备 服务 方案 基地 机构 试点 指标
    标准 机制 场所 人员 名单 清单 通道 线路 装置 系列 节目 赛事 事项 政策
    """
)
# What follows a thing that is compared: 比上年, 较2021年, 相比没有开展之前.
COMPARING = word_set("比 较 比较 同 相比 对比 比起 相较于 相较 比照")
JOINING = frozenset("和与及或暨")
STOP_NOUNS = word_set(
    """
    实际 名义 同比 环比 上年 去年 同期 今年 全年 年内 目前 其中 以上 以下 左右 以内 平均 累计 时间 期间 之间
    之后 之前 以来 当年 当天 当日 当时 现在 同时 此外 另外 方面 情况下 基础 后 前 中 内 里 上 下 间 时 外 一 二
    三 四 五 六 七 八 九 十 多 余 起 止 末 底 初 近 超 周边 附近 沿线 一带
    """
)
TAIL = word_set(
    """
    成套 除险 加固 全国 全省 全市 全区 全县 建设 改造 整治 复制 推广 建成 投产 工作 全部 提升 投运 推进 实施
    完成 验收 同时 时 以上 左右 以来 等 之间 以内 以下 期间 组成 落地 开工 竣工 上 中 内 里 下 前 后 外 间
    """
)
ALWAYS = word_set(
    """
    补助 补贴 救助 信访 投诉 住院 门诊 毕业 招生 养老 就业 医疗 教育 生产 消费 旅游
    服务 投资 供水 失业 工作 志愿
    医保 参保 进出口 出口 进口 外贸 案件 纠纷
    保险 销售 运输 会议 活动
    """
)

"""Small numbers that order a thought instead of counting something: 三个方面, 五项措施, 两个问题."""

from __future__ import annotations

from review.claims.model import Measure, Qualifier, Span
from review.claims.numbers import Number
from review.claims.vocabulary import word_list, word_set

_MOST = 10
_GENERIC = word_set("个 项 条 种 类 点 份 张 道 句 段 首 把 步 场 大 重 篇")
_ABSTRACT = word_list(
    """
    积极性 大局 方面 问题 原则 要求 环节 特点 特征 阶段 步骤 层次 层面 维度 角度 关键 重点 要素 目标 任务 关系 优势 意识
    机制 体系 制度 措施 举措 路径 模式 理念 方向 领域 功能 作用 结合 统一 转变 突破 主题 部分 因素 条件 原因
    理由 办法 方法 内容 类型 故事 时期 时代 世纪 道理 世界 清单 主线 主体 过程 底线 红线 大局 文明 革命 阵营
    战线 基本 必须 坚持 高地 极端 创新点 障碍 矛盾 服务 工作 精神 思想 道路 力量 路线 政策 纲领 主义 变化 挑战
    机遇 考验 意见 建议 观点 看点 亮点 时段 角色 模块 维护 确立 自信 市场 循环 轮子 拳头 融合 提升 能力 规律
    战略 工程 行动 趋势 标准 指标 系统
    """
)


def is_rhetoric(folded: str, number: Number, object_at: Span | None) -> bool:
    """Whether a number in Chinese characters, up to ten, goes with a word that nobody counts as a result."""
    if number.arabic or number.measure is not Measure.COUNT or number.figure.high > _MOST:
        return False
    if number.unit not in _GENERIC or number.figure.qualifier is not Qualifier.EXACT:
        return False
    if object_at is None:
        return True
    return folded[object_at[0] : object_at[1]].endswith(_ABSTRACT)

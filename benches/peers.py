"""The rules of projects.plan by hand, in DuckDB or Polars: peers.py duckdb|polars FILE. Prints how many rows break each rule."""
import sys

CODE = "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
COLUMNS = ["项目编号", "项目名称", "街道", "行业", "投资额(亿元)", "计划开工日期", "开工日期", "完成率(%)", "状态", "信用代码"]
TRADES = ["集成电路", "人工智能", "生物医药", "高端装备", "新材料", "现代物流", "软件信息", "文化创意"]


def by_duckdb(path):
    import duckdb

    trades = ", ".join(f"'{trade}'" for trade in TRADES)
    base = duckdb.connect()
    base.execute("SET threads = 2")
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
    read = f"read_ndjson('{path}', columns = {{{columns}}})" if path.endswith(".ndjson") else f"read_csv('{path}', header = true, all_varchar = true)"
    base.execute(f"CREATE TABLE t AS SELECT * FROM {read}")
    rules = base.execute(f"""
        SELECT count(*) FILTER (街道 IS NULL),
               count(*) FILTER (NOT regexp_full_match(信用代码, '{CODE}')),
               count(*) FILTER (行业 NOT IN ({trades})),
               count(*) FILTER (NOT ("投资额(亿元)"::DECIMAL(18, 4) BETWEEN 0.01 AND 500)),
               count(*) FILTER (开工日期::DATE > 计划开工日期::DATE),
               count(*) FILTER (状态 = '竣工' AND "完成率(%)"::DECIMAL(9, 2) <> 100),
               count(*) - count(DISTINCT 项目编号),
               count(*) FILTER (length(项目名称) NOT BETWEEN 4 AND 30),
               count(*) FILTER (状态 = '在建' AND 行业 = '人工智能'),
               sum("投资额(亿元)"::DECIMAL(18, 4)) FILTER (行业 = '集成电路' AND 开工日期::DATE >= '2024-01-01'),
               count(*) FILTER (状态 = '竣工')
        FROM t""").fetchone()
    return rules, base.execute("SELECT min(n) FROM (SELECT count(*) n FROM t GROUP BY 街道)").fetchone()


def by_polars(path):
    import polars as pl

    c = pl.col
    dates = {name: c(name).str.to_date(strict=False) for name in ["计划开工日期", "开工日期"]}
    if path.endswith(".ndjson"):
        numbers = ("投资额(亿元)", "完成率(%)")
        t = pl.read_ndjson(path, schema={name: pl.Float64 if name in numbers else pl.String for name in COLUMNS})
    else:
        t = pl.read_csv(path, infer_schema=False)
    t = t.with_columns(
        c("投资额(亿元)").cast(pl.Float64, strict=False), c("完成率(%)").cast(pl.Float64, strict=False), **dates
    )
    rules = t.select(
        street=c("街道").is_null().sum(),
        code=(~c("信用代码").str.contains(CODE)).sum(),
        trade=(~c("行业").is_in(TRADES)).sum(),
        sum=(~c("投资额(亿元)").is_between(0.01, 500)).sum(),
        begun=(c("开工日期") > c("计划开工日期")).sum(),
        done=((c("状态") == "竣工") & (c("完成率(%)") != 100)).sum(),
        unique=pl.len() - c("项目编号").n_unique(),
        name=(~c("项目名称").str.len_chars().is_between(4, 30)).sum(),
        share=((c("状态") == "在建") & (c("行业") == "人工智能")).sum(),
        chips=c("投资额(亿元)").filter((c("行业") == "集成电路") & (c("开工日期") >= pl.date(2024, 1, 1))).sum(),
        ready=(c("状态") == "竣工").sum(),
    )
    return rules.row(0), t.group_by("街道").len()["len"].min()


print(*{"duckdb": by_duckdb, "polars": by_polars}[sys.argv[1]](sys.argv[2]))

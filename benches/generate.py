#!/usr/bin/env python3
"""Writes a table of made-up projects: generate.py ROWS FILE, as CSV or, by the file's name, as one JSON object a line. The same
rows for the same number, on every machine.

Of a thousand rows about one breaks each rule of projects.plan; of a hundred names about one holds a quoted comma.
"""
import csv
import json
import random
import sys

STREETS = ["城东街道", "城西街道", "南湖街道", "北苑街道", "滨江街道", "云栖街道", "白杨街道", "临江镇"]
TRADES = ["集成电路", "人工智能", "生物医药", "高端装备", "新材料", "现代物流", "软件信息", "文化创意"]
STATES = ["未开工", "在建", "竣工", "停工"]
NAMES = ["智慧芯片产业园", "绿色能源研发中心", "数字安防生产基地", "柔性显示扩建工程", "云计算总部大楼", "机器人示范项目"]
CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HEADER = "项目编号,项目名称,街道,行业,投资额(亿元),计划开工日期,开工日期,完成率(%),状态,信用代码,联系电话"


def day(number):
    month, date = divmod(number, 28)
    year, month = divmod(month, 12)
    return f"{2023 + year}-{month + 1:02}-{date + 1:02}"


def row(chance, number):
    fault = chance.randrange(8000)
    name = chance.choice(NAMES) if fault != 0 else "园"
    if chance.random() < 0.01:
        name = f'"{name}(A,B地块)"'
    state = chance.choice(STATES)
    planned = chance.randrange(100, 900)
    begun = planned + 5 if fault == 1 else planned - chance.randrange(30)
    done = {"竣工": "100", "未开工": "0"}.get(state, f"{chance.randrange(999) / 10}")
    if fault == 2:
        state, done = "竣工", "95.5"
    code = "91" + f"{chance.randrange(10**6):06}" + "".join(chance.choices(CODE, k=10))
    cells = [
        f"XM-{number - 7 if fault == 3 and number > 7 else number:08}",
        name,
        "" if fault == 4 else chance.choice(STREETS),
        "其他" if fault == 5 else chance.choice(TRADES),
        ("-" if fault == 6 else "") + f"{chance.lognormvariate(0.5, 1.2) + 0.01:.2f}",
        day(planned),
        "" if state == "未开工" else day(begun),
        done,
        state,
        code[:-1] + "O" if fault == 7 else code,
        f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09}",
    ]
    return ",".join(cells)


def in_json(line):
    """An object with the cells that hold something; numbers as numbers."""
    cells = zip(HEADER.split(","), next(csv.reader([line])))
    typed = {name: float(cell) if name in ("投资额(亿元)", "完成率(%)") else cell for name, cell in cells if cell}
    return json.dumps(typed, ensure_ascii=False, separators=(",", ":"))


def main():
    rows, path = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(20260101)
    with open(path, "w", encoding="utf-8", newline="") as table:
        lines = (row(chance, number) for number in range(rows))
        if path.endswith(".ndjson"):
            lines = map(in_json, lines)
        else:
            table.write(HEADER + "\n")
        table.writelines(line + "\n" for line in lines)


main()

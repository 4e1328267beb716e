"""Writes the Parquet files of the tests and, as expected.jsonl, the rows that pyarrow reads from them. Needs pyarrow."""

import datetime
import decimal
import json
import random

import pyarrow as pa
import pyarrow.parquet as pq

random.seed(4)
WORDS = ["", "a", "zwei", "drei Äpfel", "数学", "prefix-one", "prefix-two", "prefix-two-more", "x" * 40]


def maybe(value, share=0.25):
    return None if random.random() < share else value


def nested():
    return maybe(
        {
            "n": maybe(random.randrange(-5, 5)),
            "list": maybe([maybe(random.choice(WORDS)) for _ in range(random.randrange(4))]),
            "inner": maybe({"flags": [random.random() < 0.5 for _ in range(random.randrange(3))]}),
        }
    )


def row(i):
    return {
        "id": i,
        "text": maybe(random.choice(WORDS)),
        "small": maybe(random.randrange(-100, 100)),
        "big": maybe(random.randrange(-(2**60), 2**60)),
        "unsigned": maybe(2**63 + random.randrange(1000)),
        "flag": maybe(random.random() < 0.5),
        "half": maybe(random.randrange(100) / 4),
        "money": maybe(decimal.Decimal(random.randrange(-9999, 9999)).scaleb(-2)),
        "day": maybe(datetime.date(2024, 1, 1) + datetime.timedelta(days=random.randrange(999))),
        "time": maybe(datetime.datetime(2024, 5, 6, 7, 8, 9) + datetime.timedelta(seconds=random.randrange(10**6))),
        "empty": None,
        "messages": maybe([{"content": random.choice(WORDS), "role": maybe("user")} for _ in range(random.randrange(4))]),
        "lists": maybe([maybe([maybe(k) for k in range(random.randrange(3))]) for _ in range(random.randrange(3))]),
        "struct": nested(),
        "structs": [nested() for _ in range(random.randrange(3))],
        "map": maybe([(str(k), maybe(k)) for k in range(random.randrange(3))]),
    }


STRUCT = pa.struct(
    [("n", pa.int32()), ("list", pa.list_(pa.string())), ("inner", pa.struct([("flags", pa.list_(pa.bool_()))]))]
)
SCHEMA = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False),
        ("text", pa.string()),
        ("small", pa.int8()),
        ("big", pa.int64()),
        ("unsigned", pa.uint64()),
        ("flag", pa.bool_()),
        ("half", pa.float64()),
        ("money", pa.decimal128(12, 2)),
        ("day", pa.date32()),
        ("time", pa.timestamp("us")),
        ("empty", pa.string()),
        ("messages", pa.list_(pa.struct([("content", pa.string()), ("role", pa.string())]))),
        ("lists", pa.list_(pa.list_(pa.int16()))),
        ("struct", STRUCT),
        ("structs", pa.list_(STRUCT)),
        ("map", pa.map_(pa.string(), pa.int32())),
    ]
)


def plain(value):
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat() + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(value)


rows = [row(i) for i in range(150)]
table = pa.Table.from_pylist(rows, SCHEMA)
with open("expected.jsonl", "w", encoding="utf-8") as out:
    for each in table.to_pylist():
        each["map"] = None if each["map"] is None else dict(each["map"])
        out.write(json.dumps(each, ensure_ascii=False, default=plain) + "\n")

pq.write_table(table, "snappy.parquet", compression="snappy", row_group_size=40)
pq.write_table(table, "zstd-v2.parquet", compression="zstd", data_page_version="2.0", data_page_size=256)
pq.write_table(table, "gzip.parquet", compression="gzip", use_dictionary=False, row_group_size=70)
pq.write_table(table, "lz4.parquet", compression="lz4", data_page_size=200, write_batch_size=10)
pq.write_table(table, "plain.parquet", compression="none", use_dictionary=False, version="1.0")
pq.write_table(
    table,
    "delta.parquet",
    compression="zstd",
    data_page_version="2.0",
    use_dictionary=False,
    column_encoding={
        "id": "DELTA_BINARY_PACKED",
        "text": "DELTA_BYTE_ARRAY",
        "small": "DELTA_BINARY_PACKED",
        "big": "DELTA_BINARY_PACKED",
        "flag": "RLE",
        "messages.list.element.content": "DELTA_LENGTH_BYTE_ARRAY",
    },
)
pq.write_table(table.select(["id", "half"]), "split.parquet", use_dictionary=False, column_encoding={"half": "BYTE_STREAM_SPLIT"})
pq.write_table(table.select(["id", "text"]), "brotli.parquet", compression="brotli")

# The layout of DAPO-Math-17k, each problem twice.
INTRO = "Answer by steps. The last line shall be of the form Answer: $Answer."
OUTRO = 'Put the answer on its own line after "Answer:".'
dapo = [
    {
        "data_source": "made_up",
        "prompt": [{"content": f"{INTRO}\n\nWhat is ${n} + 1$?\n\n{OUTRO}", "role": "user"}],
        "ability": "MATH",
        "reward_model": {"ground_truth": str(n + 1), "style": "rule"},
        "extra_info": {"index": f"made-up-{n}"},
    }
    for n in [1, 2, 3, 1, 2, 3]
]
pq.write_table(pa.Table.from_pylist(dapo), "dapo.parquet")
pq.write_table(pa.Table.from_pylist([{"target": 14, "nums": [2, 3, 4]}, {"target": 25, "nums": [5, 6, 5]}]), "countdown.parquet")

#!/bin/sh
# 恢复演练：把最近一份备份恢复到临时目录，核对审计链，再删掉。不碰正在用的数据。
# 用法：restore-drill.sh 存放备份的文件夹 另存的密钥文件
set -eu
umask 077
newest=$(find "$1" -name 'hongzhu-????-??-??.zip' | sort | tail -n 1)
[ -n "$newest" ] || { echo "$1 里没有备份。" >&2; exit 1; }
HONGZHU_DATA=$(mktemp -d)
trap 'rm -rf "$HONGZHU_DATA"' EXIT
DATABASE_URL= # 演练用临时目录里的 SQLite，不连正式的 PostgreSQL
export HONGZHU_DATA DATABASE_URL
echo "演练用的备份：$newest"
cd "$(dirname "$0")/../../.."
./run restore "$newest" --keys "$2"
./run verify
echo "演练通过：$(date '+%F %H:%M')。请记在运行记录上。"

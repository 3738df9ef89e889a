#!/bin/sh
# 每天一次：备份，让上级留存链头，清理旧备份，删掉移走满一天的附件。用法：backup-daily.sh 存放备份的文件夹
# 每日的留 30 天，每月 1 日的留 400 天。备份没做成时，旧备份一份也不删。
set -eu
umask 077
folder=$1
cd "$(dirname "$0")/../../.."
./run backup "$folder/hongzhu-$(date +%F).zip" --force
find "$folder" -name 'hongzhu-????-??-??.zip' ! -name 'hongzhu-????-??-01.zip' -mtime +30 -delete
find "$folder" -name 'hongzhu-????-??-01.zip' -mtime +400 -delete
./run verify --hold
./run doctor --sweep

"""The pages of 说明, 判断有误 and 免计."""

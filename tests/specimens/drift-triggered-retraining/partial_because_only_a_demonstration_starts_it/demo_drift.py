from watch import watch

watch()

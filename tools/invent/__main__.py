from tools.invent.cli import main

main()

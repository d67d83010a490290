"""What every enrollment shares, whoever enrolls: the form that is filled in without an account, and the pages it is filled in on."""

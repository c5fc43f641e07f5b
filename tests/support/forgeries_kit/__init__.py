"""What the makers of forged certificates, times and CMS share: holders, lists, a CMS builder, letters to be signed."""

# The Mantel-Haenszel risk difference with Sato's variance, by metafor:
#
#     apt-get install r-base-core r-cran-metafor   (R 4.2.2, metafor 3.8-1)
#     Rscript reference.R > stratified.csv
suppressMessages(library(metafor))
tables <- list(
  list(k1 = c(12), n1 = c(40), k2 = c(30), n2 = c(200)),
  list(k1 = c(12, 3, 0), n1 = c(40, 15, 4), k2 = c(30, 22, 9), n2 = c(200, 90, 55)),
  list(k1 = c(1, 0, 1, 1, 0, 1), n1 = c(1, 1, 2, 1, 1, 2), k2 = c(3, 1, 2, 0, 4, 5), n2 = c(9, 4, 11, 3, 12, 20)),
  list(k1 = c(50, 400, 9), n1 = c(100, 1000, 30), k2 = c(5200, 41000, 3100), n2 = c(10000, 99000, 9000)))
cat("level,value,low,high,p,k1,n1,k2,n2\n")
for (level in c(90, 95, 99)) for (t in tables) {
  r <- with(t, rma.mh(measure = "RD", ai = k1, n1i = n1, ci = k2, n2i = n2, level = level))
  line <- c(sprintf("%.2f,%.15g,%.15g,%.15g,%.15g", level / 100, as.numeric(r$beta), r$ci.lb, r$ci.ub, r$pval),
            sapply(t, paste, collapse = " "))
  cat(paste(line, collapse = ","), "\n", sep = "")
}

<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="ja">
  <context>
    <name>Advice</name>
    <message>
      <source>no finding</source>
      <translation>所見なし</translation>
    </message>
    <message>
      <source>open</source>
      <translation>開披</translation>
    </message>
    <message>
      <source>refer</source>
      <translation>上席へ</translation>
    </message>
  </context>
  <context>
    <name>Canvas</name>
    <message>
      <source>No image</source>
      <translation>画像なし</translation>
    </message>
  </context>
  <context>
    <name>Decision</name>
    <message>
      <source>Answer every finding before clearing.</source>
      <translation>「問題なし」の前に全ての所見に回答してください。</translation>
    </message>
    <message>
      <source>CLEAR</source>
      <translation>問題なし</translation>
    </message>
    <message>
      <source>HOLD / OPEN</source>
      <translation>開披検査</translation>
    </message>
    <message>
      <source>REFER</source>
      <translation>上席へ</translation>
    </message>
    <message>
      <source>RESCAN</source>
      <translation>再撮影</translation>
    </message>
    <message>
      <source>{name}: press again or Enter to commit, Esc to cancel</source>
      <translation>{name}：同じキーまたは Enter で確定、Esc で取消</translation>
    </message>
  </context>
  <context>
    <name>Evidence</name>
    <message>
      <source>beforehand: gold in {percent:.0f} % of such bars</source>
      <translation>事前確率：この種の棒の {percent:.0f} % が金</translation>
    </message>
    <message>
      <source>by weight: at the mass per area of the scale, gold attenuates more than {metal}</source>
      <translation>重量から：秤の示す面密度では金は {metal} より強く減弱する</translation>
    </message>
    <message>
      <source>lets {measured:.3f} % through; {thickness:.1f} mm of {metal} would let {other:.3f} %, gold {gold:.3f} % (both energies, beside its neighbours)</source>
      <translation>透過率 {measured:.3f} %（{metal} {thickness:.1f} mm なら {other:.3f} %、金なら {gold:.3f} %。両エネルギーと隣の棒との比較）</translation>
    </message>
    <message>
      <source>over {area:.0f} cm² the network sees material or layout unlike its surroundings</source>
      <translation>{area:.0f} cm² の範囲で、周囲と異なる材質または配置をネットワークが検出</translation>
    </message>
    <message>
      <source>{area:.1f} cm² is opaque and cannot be judged: send to a stronger scanner or open</source>
      <translation>{area:.1f} cm² は不透過で判定できません：より強い装置に送るか開披してください</translation>
    </message>
  </context>
  <context>
    <name>Label</name>
    <message>
      <source>gold</source>
      <translation>金</translation>
    </message>
    <message>
      <source>metal-anomaly</source>
      <translation>金属の異常</translation>
    </message>
    <message>
      <source>methamphetamine</source>
      <translation>メタンフェタミン</translation>
    </message>
    <message>
      <source>opaque</source>
      <translation>不透過</translation>
    </message>
    <message>
      <source>organic-anomaly</source>
      <translation>有機物の異常</translation>
    </message>
  </context>
  <context>
    <name>Look</name>
    <message>
      <source>Edge</source>
      <translation>輪郭</translation>
    </message>
    <message>
      <source>Grey</source>
      <translation>白黒</translation>
    </message>
    <message>
      <source>High penetration</source>
      <translation>高透過</translation>
    </message>
    <message>
      <source>Low penetration</source>
      <translation>低透過</translation>
    </message>
    <message>
      <source>Metal</source>
      <translation>金属</translation>
    </message>
    <message>
      <source>Negative</source>
      <translation>反転</translation>
    </message>
    <message>
      <source>Organic</source>
      <translation>有機物</translation>
    </message>
    <message>
      <source>Standard</source>
      <translation>標準</translation>
    </message>
    <message>
      <source>Super enhance</source>
      <translation>超強調</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>階調窓</translation>
    </message>
  </context>
  <context>
    <name>NotAnalysed</name>
    <message>
      <source>no line of this scan arrived undamaged: scan the item again</source>
      <translation>正常に届いたラインがありません：再撮影してください</translation>
    </message>
    <message>
      <source>the analysis broke ({cause}): judge by eye or scan again</source>
      <translation>解析が異常終了しました（{cause}）：目視で判断するか再撮影してください</translation>
    </message>
    <message>
      <source>the lane stopped before the analysis: judge by eye or scan again</source>
      <translation>解析前にレーンが停止しました：目視で判断するか再撮影してください</translation>
    </message>
    <message>
      <source>{cause}</source>
      <translation>{cause}</translation>
    </message>
  </context>
  <context>
    <name>Note</name>
    <message>
      <source>not calibrated: dark and air were never taken, figures are relative</source>
      <translation>未校正：暗時・空気の取得がなく、数値は相対値です</translation>
    </message>
    <message>
      <source>not weighed: mass says nothing here</source>
      <translation>計量なし：質量による判断はできません</translation>
    </message>
    <message>
      <source>one energy tells thickness, not material: gold, tungsten, food and drugs cannot be told apart</source>
      <translation>単一エネルギーでは厚さしか分からず、材質は区別できません（金、タングステン、食品、薬物）</translation>
    </message>
    <message>
      <source>the calibration has expired: take dark and air again</source>
      <translation>校正の期限切れ：暗時・空気を取り直してください</translation>
    </message>
    <message>
      <source>the scanner is unknown: no material is named</source>
      <translation>装置が不明のため、材質は示しません</translation>
    </message>
  </context>
  <context>
    <name>Page</name>
    <message>
      <source>Inspect</source>
      <translation>検査</translation>
    </message>
    <message>
      <source>QA</source>
      <translation>品質管理</translation>
    </message>
    <message>
      <source>Technician</source>
      <translation>保守</translation>
    </message>
  </context>
  <context>
    <name>QA</name>
    <message>
      <source>Advice</source>
      <translation>助言</translation>
    </message>
    <message>
      <source>Choose a folder of recordings first.</source>
      <translation>先に記録フォルダーを選んでください。</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>選択…</translation>
    </message>
    <message>
      <source>DETECTION AND FALSE ALARMS</source>
      <translation>検出率と誤警報率</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>所見</translation>
    </message>
    <message>
      <source>Folder of recordings</source>
      <translation>記録フォルダー</translation>
    </message>
    <message>
      <source>Item</source>
      <translation>貨物</translation>
    </message>
    <message>
      <source>No replay yet.</source>
      <translation>まだ再生していません。</translation>
    </message>
    <message>
      <source>REPLAY OF RECORDED SCANS</source>
      <translation>記録画像の再生</translation>
    </message>
    <message>
      <source>Replay</source>
      <translation>再生</translation>
    </message>
    <message>
      <source>Truth</source>
      <translation>正解</translation>
    </message>
    <message>
      <source>clean items with an alarm</source>
      <translation>脅威なし貨物の誤報率</translation>
    </message>
    <message>
      <source>items with a threat found</source>
      <translation>脅威あり貨物の検出率</translation>
    </message>
    <message>
      <source>{count} items replayed.</source>
      <translation>{count} 件を再生しました。</translation>
    </message>
  </context>
  <context>
    <name>Rate</name>
    <message>
      <source>no items</source>
      <translation>対象なし</translation>
    </message>
    <message>
      <source>{count} of {total} · {rate:.1f} % (95 %: {low:.1f} to {high:.1f} %)</source>
      <translation>{total} 件中 {count} 件・{rate:.1f} %（95 %：{low:.1f}～{high:.1f} %）</translation>
    </message>
  </context>
  <context>
    <name>Readout</name>
    <message>
      <source>air</source>
      <translation>空気</translation>
    </message>
    <message>
      <source>line lost, nothing was measured</source>
      <translation>ライン欠落、測定値なし</translation>
    </message>
    <message>
      <source>metal</source>
      <translation>金属</translation>
    </message>
    <message>
      <source>mixed</source>
      <translation>混合</translation>
    </message>
    <message>
      <source>opaque</source>
      <translation>不透過</translation>
    </message>
    <message>
      <source>organic</source>
      <translation>有機物</translation>
    </message>
  </context>
  <context>
    <name>Review</name>
    <message>
      <source>Analysed, no finding ({ms:.0f} ms).</source>
      <translation>解析済み、所見なし（{ms:.0f} ms）。</translation>
    </message>
    <message>
      <source>Belt is running</source>
      <translation>ベルト運転中</translation>
    </message>
    <message>
      <source>DECLARATION · MEASURED</source>
      <translation>申告と実測</translation>
    </message>
    <message>
      <source>F2 note</source>
      <translation>F2 メモ</translation>
    </message>
    <message>
      <source>FINDINGS</source>
      <translation>AI所見</translation>
    </message>
    <message>
      <source>Goods</source>
      <translation>品名</translation>
    </message>
    <message>
      <source>HS code · value</source>
      <translation>HSコード・価格</translation>
    </message>
    <message>
      <source>No box is not a clearance.</source>
      <translation>枠なしは「問題なし」ではありません。</translation>
    </message>
    <message>
      <source>No item is open.</source>
      <translation>開いている貨物はありません。</translation>
    </message>
    <message>
      <source>Not analysed: {reason}</source>
      <translation>未解析：{reason}</translation>
    </message>
    <message>
      <source>Pieces</source>
      <translation>個数</translation>
    </message>
    <message>
      <source>QUEUE</source>
      <translation>待ち行列</translation>
    </message>
    <message>
      <source>Tab next · Y confirm · N reject · U unsure · V hide outlines · B belt</source>
      <translation>Tab 次へ・Y 確認・N 棄却・U 保留・V 枠を隠す・B ベルト</translation>
    </message>
    <message>
      <source>The analysis is running.</source>
      <translation>解析中です。</translation>
    </message>
    <message>
      <source>The scan was interrupted: scan the item again or open it.</source>
      <translation>撮影が中断されました：再撮影するか開披してください。</translation>
    </message>
    <message>
      <source>Waybill</source>
      <translation>運送状番号</translation>
    </message>
    <message>
      <source>Weight</source>
      <translation>重量</translation>
    </message>
    <message>
      <source>confirmed</source>
      <translation>確認</translation>
    </message>
    <message>
      <source>declared</source>
      <translation>申告</translation>
    </message>
    <message>
      <source>differs</source>
      <translation>不一致</translation>
    </message>
    <message>
      <source>match</source>
      <translation>一致</translation>
    </message>
    <message>
      <source>measured</source>
      <translation>実測</translation>
    </message>
    <message>
      <source>no barcode read</source>
      <translation>バーコード未読</translation>
    </message>
    <message>
      <source>no data</source>
      <translation>データなし</translation>
    </message>
    <message>
      <source>not weighed</source>
      <translation>未計量</translation>
    </message>
    <message>
      <source>open</source>
      <translation>未処理</translation>
    </message>
    <message>
      <source>rejected</source>
      <translation>棄却</translation>
    </message>
    <message>
      <source>unknown</source>
      <translation>不明</translation>
    </message>
    <message>
      <source>unsure</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>{count} findings ({ms:.0f} ms): answer each before clearing.</source>
      <translation>所見 {count} 件（{ms:.0f} ms）：「問題なし」の前に全て回答</translation>
    </message>
    <message>
      <source>{count} objects</source>
      <translation>物体 {count} 個</translation>
    </message>
  </context>
  <context>
    <name>State</name>
    <message>
      <source>analysed</source>
      <translation>解析済み</translation>
    </message>
    <message>
      <source>arrived</source>
      <translation>到着</translation>
    </message>
    <message>
      <source>decided</source>
      <translation>決定済み</translation>
    </message>
    <message>
      <source>interrupted</source>
      <translation>中断</translation>
    </message>
    <message>
      <source>not analysed</source>
      <translation>未解析</translation>
    </message>
    <message>
      <source>scanned</source>
      <translation>撮影済み</translation>
    </message>
    <message>
      <source>scanning</source>
      <translation>撮影中</translation>
    </message>
  </context>
  <context>
    <name>Technician</name>
    <message>
      <source>Air and dark levels</source>
      <translation>空気・暗時レベル</translation>
    </message>
    <message>
      <source>Bad pixels</source>
      <translation>不良画素</translation>
    </message>
    <message>
      <source>DARK AND AIR CALIBRATION</source>
      <translation>暗時・空気校正</translation>
    </message>
    <message>
      <source>DEVICES</source>
      <translation>機器</translation>
    </message>
    <message>
      <source>Keep the tunnel empty.</source>
      <translation>トンネルを空にしてください。</translation>
    </message>
    <message>
      <source>Profile</source>
      <translation>校正データ</translation>
    </message>
    <message>
      <source>Take dark and air</source>
      <translation>暗時・空気を取得</translation>
    </message>
    <message>
      <source>acquiring</source>
      <translation>取得中</translation>
    </message>
    <message>
      <source>air</source>
      <translation>空気</translation>
    </message>
    <message>
      <source>barcode</source>
      <translation>バーコードリーダー</translation>
    </message>
    <message>
      <source>channel</source>
      <translation>チャネル</translation>
    </message>
    <message>
      <source>codes read</source>
      <translation>読取コード数</translation>
    </message>
    <message>
      <source>counts</source>
      <translation>カウント</translation>
    </message>
    <message>
      <source>dark</source>
      <translation>暗時</translation>
    </message>
    <message>
      <source>detector</source>
      <translation>検出器</translation>
    </message>
    <message>
      <source>disconnected</source>
      <translation>切断</translation>
    </message>
    <message>
      <source>expired</source>
      <translation>期限切れ</translation>
    </message>
    <message>
      <source>faulted</source>
      <translation>故障</translation>
    </message>
    <message>
      <source>identifying</source>
      <translation>識別中</translation>
    </message>
    <message>
      <source>last weight, g</source>
      <translation>直近の重量 (g)</translation>
    </message>
    <message>
      <source>lines</source>
      <translation>ライン数</translation>
    </message>
    <message>
      <source>lines per second</source>
      <translation>毎秒ライン数</translation>
    </message>
    <message>
      <source>lost lines</source>
      <translation>欠落ライン数</translation>
    </message>
    <message>
      <source>not calibrated</source>
      <translation>未校正</translation>
    </message>
    <message>
      <source>packets sent again</source>
      <translation>再送パケット数</translation>
    </message>
    <message>
      <source>ready</source>
      <translation>準備完了</translation>
    </message>
    <message>
      <source>repeated codes</source>
      <translation>重複コード数</translation>
    </message>
    <message>
      <source>scale</source>
      <translation>秤</translation>
    </message>
    <message>
      <source>valid</source>
      <translation>有効</translation>
    </message>
  </context>
  <context>
    <name>Window</name>
    <message>
      <source>Inspection station</source>
      <translation>検査ステーション</translation>
    </message>
    <message>
      <source>Switch the language (Ctrl+L)</source>
      <translation>言語の切替（Ctrl+L）</translation>
    </message>
    <message>
      <source>Take dark and air on the technician's page: figures are not calibrated.</source>
      <translation>保守画面で暗時・空気を取得してください：数値は校正されていません。</translation>
    </message>
    <message>
      <source>There is no Japanese font: install fonts-noto-cjk.</source>
      <translation>日本語フォントがありません：fonts-noto-cjk を導入してください。</translation>
    </message>
    <message>
      <source>analysis unavailable: judge by eye, work goes on</source>
      <translation>AI解析は利用できません：目視で業務を継続してください</translation>
    </message>
    <message>
      <source>calibrated {hours:.1f} h ago</source>
      <translation>{hours:.1f} 時間前に校正</translation>
    </message>
    <message>
      <source>calibration expired</source>
      <translation>校正期限切れ</translation>
    </message>
    <message>
      <source>model {name}</source>
      <translation>モデル {name}</translation>
    </message>
    <message>
      <source>not calibrated</source>
      <translation>未校正</translation>
    </message>
  </context>
</TS>
<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="ja">
  <context>
    <name>Acquisition</name>
    <message>
      <source>the disk is too slow for the lines: packets will be lost</source>
      <translation>ディスクの書き込みがラインに追いついていません。このままではパケットが失われます</translation>
    </message>
  </context>
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
    <name>Analysis</name>
    <message>
      <source>reports of the other scanner: {count}</source>
      <translation>他のスキャナーからの報告: {count}件</translation>
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
      <source>Radiation: refer the item, or hold it for the radiation officer.</source>
      <translation>放射線: 上席へ回すか、放射線担当官による開披検査にしてください。</translation>
    </message>
    <message>
      <source>The portal has not answered: wait, or refer the item.</source>
      <translation>放射線ポータルの応答がまだありません: 待つか、上席へ回してください。</translation>
    </message>
    <message>
      <source>{name}: press again or Enter to commit, Esc to cancel</source>
      <translation>{name}：同じキーまたは Enter で確定、Esc で取消</translation>
    </message>
  </context>
  <context>
    <name>Doctor</name>
    <message>
      <source>no material is named without the option scanner</source>
      <translation>オプションscannerがないため、材質は判定されません</translation>
    </message>
    <message>
      <source>none</source>
      <translation>なし</translation>
    </message>
    <message>
      <source>the link opens; the device cannot say who it is</source>
      <translation>接続は開きます（この機器は名乗る機能がありません）</translation>
    </message>
    <message>
      <source>the process that holds it runs and tells nothing of it: restart the station</source>
      <translation>これを受け持つプロセスは動いていますが、状態を知らせてきません。ステーションを再起動してください</translation>
    </message>
    <message>
      <source>this machine alone</source>
      <translation>この計算機のみ</translation>
    </message>
    <message>
      <source>without TLS</source>
      <translation>TLSなし</translation>
    </message>
    <message>
      <source>{count} files wait in {folder}</source>
      <translation>{folder}で{count}個のファイルが待っています</translation>
    </message>
    <message>
      <source>{count} items, all scans open</source>
      <translation>{count} 件、全ての画像を開けます</translation>
    </message>
    <message>
      <source>{left:.0f} GB free in {folder}</source>
      <translation>{folder} の空き容量 {left:.0f} GB</translation>
    </message>
    <message>
      <source>{title} can listen on {address}, {security}; who may send: {peers}</source>
      <translation>{title}は{address}で待ち受けられます（{security}）。送信を許可する相手: {peers}</translation>
    </message>
  </context>
  <context>
    <name>Error</name>
    <message>
      <source>Spellman generators tell no serial number</source>
      <translation>Spellman のX線発生装置は製造番号を返しません</translation>
    </message>
    <message>
      <source>TLS needs a certificate</source>
      <translation>TLSには証明書が必要です</translation>
    </message>
    <message>
      <source>X-rays are not known to be off</source>
      <translation>X線が停止していることを確認できません</translation>
    </message>
    <message>
      <source>X-rays did not come on</source>
      <translation>X線が照射されませんでした</translation>
    </message>
    <message>
      <source>X-rays may be ON: OFF did not get through: {cause}</source>
      <translation>X線が照射中の可能性があります。OFF が届きませんでした: {cause}</translation>
    </message>
    <message>
      <source>X-rays may be ON: no OFF is known for this unit with the profile {profile}</source>
      <translation>X線が照射中の可能性があります。プロファイル {profile} ではこの装置の OFF 指令が分かりません</translation>
    </message>
    <message>
      <source>X-rays may be ON: no answer to command {number} for {seconds:.0f} s</source>
      <translation>X線が照射中の可能性があります。指令 {number} に {seconds:.0f} 秒間応答がありません</translation>
    </message>
    <message>
      <source>X-rays may be ON: the generator does not obey OFF</source>
      <translation>X線が照射中の可能性があります。X線発生装置が OFF に従いません</translation>
    </message>
    <message>
      <source>X-rays may be ON: there is no news of the generator</source>
      <translation>X線が照射中の可能性があります:発生装置の情報が届いていません</translation>
    </message>
    <message>
      <source>X-rays stay off: {reasons}</source>
      <translation>X線は照射できません: {reasons}</translation>
    </message>
    <message>
      <source>X-rays were switched off before this request was done</source>
      <translation>この要求を実行する前にX線が停止されました</translation>
    </message>
    <message>
      <source>a DICOM value does not fit: {cause}</source>
      <translation>DICOM の値が収まりません：{cause}</translation>
    </message>
    <message>
      <source>a DICOS file of this program is damaged</source>
      <translation>このプログラムの DICOS ファイルが壊れています</translation>
    </message>
    <message>
      <source>a GVCP answer is cut short at {size} bytes</source>
      <translation>GVCP の応答が {size} バイトで切れています</translation>
    </message>
    <message>
      <source>a GVCP answer of {size} bytes</source>
      <translation>{size} バイトの GVCP 応答です</translation>
    </message>
    <message>
      <source>a calibration profile cannot be read: {cause}</source>
      <translation>校正データを読めません：{cause}</translation>
    </message>
    <message>
      <source>a detection curve needs cases of both kinds, there are {clean} clean and {threats} with a threat</source>
      <translation>検出曲線には両方の種類の事例が必要です。脅威なしが {clean} 件、脅威ありが {threats} 件です</translation>
    </message>
    <message>
      <source>a leader of {size} bytes</source>
      <translation>{size} バイトのリーダーです</translation>
    </message>
    <message>
      <source>a password has {shortest} to {longest} characters</source>
      <translation>パスワードは{shortest}～{longest}文字です</translation>
    </message>
    <message>
      <source>a raw scan cannot be read: {cause}</source>
      <translation>生画像を読めません：{cause}</translation>
    </message>
    <message>
      <source>a score is no number</source>
      <translation>スコアが数値ではありません</translation>
    </message>
    <message>
      <source>a station that only receives scans runs with: inspection-station start</source>
      <translation>スキャンを受信するだけのステーションは inspection-station start で動かしてください</translation>
    </message>
    <message>
      <source>a stored analysis cannot be read</source>
      <translation>保存された解析を読めません</translation>
    </message>
    <message>
      <source>a stored passage of the portal cannot be read</source>
      <translation>保存されたポータルの通過記録を読めません</translation>
    </message>
    <message>
      <source>a stored password hash cannot be read</source>
      <translation>保存されたパスワードのハッシュを読めません</translation>
    </message>
    <message>
      <source>a stored radiation result cannot be read</source>
      <translation>保存された放射線の結果を読めません</translation>
    </message>
    <message>
      <source>a stream packet of {size} bytes</source>
      <translation>{size} バイトのストリームパケットです</translation>
    </message>
    <message>
      <source>a warm-up schedule is {row}</source>
      <translation>ウォームアップの手順が {row} になっています</translation>
    </message>
    <message>
      <source>accounts of the demonstration belong to a simulated station</source>
      <translation>デモ用のアカウントはシミュレーションのステーションでのみ作れます</translation>
    </message>
    <message>
      <source>add [generator] to station.toml</source>
      <translation>station.toml に [generator] を追加してください</translation>
    </message>
    <message>
      <source>add cases of the kind that is missing</source>
      <translation>足りない種類の事例を加えてください</translation>
    </message>
    <message>
      <source>add the table; docs/how-to/connect-another-scanner.md shows it</source>
      <translation>この表を追加してください。書き方は docs/how-to/connect-another-scanner.md にあります</translation>
    </message>
    <message>
      <source>add the user of the station to the group dialout (sudo usermod -aG dialout USER) and log in again</source>
      <translation>ステーションのユーザーをグループ dialout に追加し（sudo usermod -aG dialout ユーザー名）、ログインし直してください</translation>
    </message>
    <message>
      <source>air is not brighter than dark</source>
      <translation>空気が暗時より明るくありません</translation>
    </message>
    <message>
      <source>an N42.42 document against its rules: {faults}</source>
      <translation>N42.42 文書が規則に合いません: {faults}</translation>
    </message>
    <message>
      <source>an administrator can enable it again</source>
      <translation>管理者が再び有効にできます</translation>
    </message>
    <message>
      <source>an administrator gives the account a new password</source>
      <translation>管理者がこのアカウントに新しいパスワードを設定してください</translation>
    </message>
    <message>
      <source>an administrator makes more: users add --as NAME</source>
      <translation>追加は管理者が行います：users add --as 名前</translation>
    </message>
    <message>
      <source>an event {topic} is {size} bytes long</source>
      <translation>イベント {topic} の長さが {size} バイトです</translation>
    </message>
    <message>
      <source>analyse the scan again</source>
      <translation>もう一度解析してください</translation>
    </message>
    <message>
      <source>another program holds {port}</source>
      <translation>別のプログラムが {port} を使用しています</translation>
    </message>
    <message>
      <source>apt-get install fonts-noto-cjk</source>
      <translation>apt-get install fonts-noto-cjk</translation>
    </message>
    <message>
      <source>ask again</source>
      <translation>もう一度依頼してください</translation>
    </message>
    <message>
      <source>ask another person to log in as the second</source>
      <translation>別の人に二人目としてログインしてもらってください</translation>
    </message>
    <message>
      <source>ask for the file again</source>
      <translation>ファイルをもう一度受け取ってください</translation>
    </message>
    <message>
      <source>ask somebody who is {roles}</source>
      <translation>次の役割の人に依頼してください：{roles}</translation>
    </message>
    <message>
      <source>calibrate dark and air again</source>
      <translation>暗時・空気校正をやり直してください</translation>
    </message>
    <message>
      <source>calibrate dark and air again after a change of the detector</source>
      <translation>検出器を変更した後は暗時・空気校正をやり直してください</translation>
    </message>
    <message>
      <source>calibrate dark and air, then scan again</source>
      <translation>暗時・空気校正をしてから再撮影してください</translation>
    </message>
    <message>
      <source>calibrate the detector and scan again</source>
      <translation>検出器を校正して再撮影してください</translation>
    </message>
    <message>
      <source>cannot open {port}: {cause}</source>
      <translation>{port} を開けません：{cause}</translation>
    </message>
    <message>
      <source>cannot read the capture {path}: {cause}</source>
      <translation>通信記録 {path} を読めません: {cause}</translation>
    </message>
    <message>
      <source>cannot read the declarations in {path}: {cause}</source>
      <translation>{path} の申告を読めません：{cause}</translation>
    </message>
    <message>
      <source>cannot read {path}: {cause}</source>
      <translation>{path} を読めません：{cause}</translation>
    </message>
    <message>
      <source>change baud, bits, parity and stop in its link, on both sides, or use another adapter</source>
      <translation>link の baud、bits、parity、stop を両側で合わせて変更するか、別の変換アダプターを使ってください</translation>
    </message>
    <message>
      <source>check [station] folder in the configuration</source>
      <translation>設定の [station] folder を確認してください</translation>
    </message>
    <message>
      <source>check its cable, its output format and its unit (g, kg, lb)</source>
      <translation>ケーブル、出力形式、単位（g、kg、lb）を確認してください</translation>
    </message>
    <message>
      <source>check its name and whether you may read it</source>
      <translation>名前と読み取り権限を確認してください</translation>
    </message>
    <message>
      <source>check its power and cable; it is tried again by itself</source>
      <translation>電源とケーブルを確認してください。自動的に再試行します</translation>
    </message>
    <message>
      <source>check model and pixels of this head in station.toml</source>
      <translation>station.toml でこの検出器ヘッドの model と pixels を確認してください</translation>
    </message>
    <message>
      <source>check pixel_format in station.toml against the detector</source>
      <translation>station.toml の pixel_format と検出器の設定を照合してください</translation>
    </message>
    <message>
      <source>check pixels and channels in station.toml against the detector</source>
      <translation>station.toml の画素数とチャネル数を検出器と照合してください</translation>
    </message>
    <message>
      <source>check that the detector is on, its address, and the firewall (UDP 3956)</source>
      <translation>検出器の電源、アドレス、ファイアウォール（UDP 3956）を確認してください</translation>
    </message>
    <message>
      <source>check that the device is on and its network address</source>
      <translation>機器の電源とネットワークアドレスを確認してください</translation>
    </message>
    <message>
      <source>check that the device runs, and its unit number</source>
      <translation>機器が動作していることと、ユニット番号を確認してください</translation>
    </message>
    <message>
      <source>check that the portal has Aspect's register map</source>
      <translation>ポータルのレジスター配置が Aspect のものか確認してください</translation>
    </message>
    <message>
      <source>check the cable</source>
      <translation>ケーブルを確認してください</translation>
    </message>
    <message>
      <source>check the cable and its shield; reset the fault and prepare again</source>
      <translation>ケーブルとそのシールドを確認し、異常を解除してから設定し直してください</translation>
    </message>
    <message>
      <source>check the cable, and that no other program uses the port</source>
      <translation>ケーブルと、他のプログラムがポートを使っていないことを確認してください</translation>
    </message>
    <message>
      <source>check the cable, the profile and the checksum setting; use the emergency stop if in doubt</source>
      <translation>ケーブル、プロファイル、チェックサムの設定を確認してください。疑わしいときは非常停止を使ってください</translation>
    </message>
    <message>
      <source>check the cable; `ls /dev/serial/by-id` names the ports there are</source>
      <translation>ケーブルを確認してください。`ls /dev/serial/by-id` で使用できるポートが分かります</translation>
    </message>
    <message>
      <source>check the cable; ports of this machine: {there}</source>
      <translation>ケーブルを確認してください。このコンピューターのポート：{there}</translation>
    </message>
    <message>
      <source>check the detector on the health page</source>
      <translation>保守画面で検出器を確認してください</translation>
    </message>
    <message>
      <source>check the device and its cable</source>
      <translation>機器とケーブルを確認してください</translation>
    </message>
    <message>
      <source>check the encoder, then scan the item again</source>
      <translation>エンコーダーを確認してから、もう一度スキャンしてください</translation>
    </message>
    <message>
      <source>check the file</source>
      <translation>ファイルを確認してください</translation>
    </message>
    <message>
      <source>check the item again</source>
      <translation>品物をもう一度検査してください</translation>
    </message>
    <message>
      <source>check the network</source>
      <translation>ネットワークを確認してください</translation>
    </message>
    <message>
      <source>check the network and the load of the PLC</source>
      <translation>ネットワークと PLC の負荷を確認してください</translation>
    </message>
    <message>
      <source>check the paths of certificate, key and authority, and who may read them</source>
      <translation>certificate、key、authorityのパスと読み取り権限を確認してください</translation>
    </message>
    <message>
      <source>check the platform, its cable and its interface (MT-SICS), and that no other program uses it</source>
      <translation>秤の台に何も触れていないか、ケーブルとインターフェース設定（MT-SICS）、他のプログラムが使っていないかを確認してください</translation>
    </message>
    <message>
      <source>check the port number of the device and in station.toml</source>
      <translation>機器と station.toml のポート番号を確認してください</translation>
    </message>
    <message>
      <source>check the portal</source>
      <translation>ポータルを確認してください</translation>
    </message>
    <message>
      <source>check the portal, its network cable and the port of this lane</source>
      <translation>ポータル、ネットワークケーブル、このレーンのポート番号を確認してください</translation>
    </message>
    <message>
      <source>check the register addresses in its profile against its manual</source>
      <translation>プロファイルのレジスタアドレスを機器の説明書と照合してください</translation>
    </message>
    <message>
      <source>check the store</source>
      <translation>保存データを確認してください</translation>
    </message>
    <message>
      <source>check the store with `inspection-station doctor`</source>
      <translation>`inspection-station doctor` で保管庫を点検してください</translation>
    </message>
    <message>
      <source>check what else sends here</source>
      <translation>ここへ送信している他のものを確認してください</translation>
    </message>
    <message>
      <source>check what else uses this port</source>
      <translation>このポートを使っている他のものを確認してください</translation>
    </message>
    <message>
      <source>chmod 600 it; if somebody may have read it, make a new one</source>
      <translation>chmod 600 を実行してください。他人に読まれた可能性があれば、新しい鍵を作ってください</translation>
    </message>
    <message>
      <source>choose a longer sentence</source>
      <translation>長さの範囲に収まる文を選んでください</translation>
    </message>
    <message>
      <source>choose a speed up to {most} mm/s</source>
      <translation>{most} mm/s 以下の速度を選んでください</translation>
    </message>
    <message>
      <source>choose an even width, or a format of 8 or 16 bits</source>
      <translation>幅を偶数にするか、8 ビットまたは 16 ビットの形式を選んでください</translation>
    </message>
    <message>
      <source>choose another folder with --out</source>
      <translation>--out で別のフォルダを指定してください</translation>
    </message>
    <message>
      <source>choose another name</source>
      <translation>別の名前を選んでください</translation>
    </message>
    <message>
      <source>choose one of: {known}</source>
      <translation>次から選んでください：{known}</translation>
    </message>
    <message>
      <source>choose words that do not repeat</source>
      <translation>繰り返しのない言葉を選んでください</translation>
    </message>
    <message>
      <source>clear the tunnel, wait until the source is warm, then repeat</source>
      <translation>トンネルを空にし、線源が安定してからやり直してください</translation>
    </message>
    <message>
      <source>close other programs that use it</source>
      <translation>これを使っている他のプログラムを終了してください</translation>
    </message>
    <message>
      <source>close other programs that use the detector, or restart it</source>
      <translation>検出器を使っている他のプログラムを終了するか、検出器を再起動してください</translation>
    </message>
    <message>
      <source>confirm or reject each of them, or refer the item</source>
      <translation>それぞれを確認または棄却するか、上席へ回してください</translation>
    </message>
    <message>
      <source>connect the configured detector, or enter the new serial number in station.toml</source>
      <translation>設定された検出器を接続するか、station.toml に新しい製造番号を記入してください</translation>
    </message>
    <message>
      <source>connect the configured device, or enter the new serial number in station.toml</source>
      <translation>設定された機器を接続するか、station.toml に新しい製造番号を記入してください</translation>
    </message>
    <message>
      <source>connect the configured generator, or compare its plate and enter the model in station.toml</source>
      <translation>設定されたX線発生装置を接続するか、銘板と照合して station.toml に型式を記入してください</translation>
    </message>
    <message>
      <source>connect the network drive, create the folder, or give this program the right to read and write</source>
      <translation>ネットワークドライブを接続するか、フォルダーを作成するか、このプログラムに読み書きの権限を与えてください</translation>
    </message>
    <message>
      <source>copy it again</source>
      <translation>もう一度コピーしてください</translation>
    </message>
    <message>
      <source>delete that line</source>
      <translation>その行を削除してください</translation>
    </message>
    <message>
      <source>did you mean {near}?</source>
      <translation>{near} のことですか</translation>
    </message>
    <message>
      <source>end it; `fuser -v {port}` names it</source>
      <translation>そのプログラムを終了してください。`fuser -v {port}` で名前が分かります</translation>
    </message>
    <message>
      <source>end the program that uses the port, or take another</source>
      <translation>そのポートを使っているプログラムを終了するか、別のポートを指定してください</translation>
    </message>
    <message>
      <source>energy channels are missing</source>
      <translation>エネルギーチャネルが欠けています</translation>
    </message>
    <message>
      <source>enter model, full_scale_kv and full_scale_ma in [generator.options]</source>
      <translation>[generator.options] に model、full_scale_kv、full_scale_ma を記入してください</translation>
    </message>
    <message>
      <source>enter the address of the right one in station.toml</source>
      <translation>正しい検出器のアドレスを station.toml に記入してください</translation>
    </message>
    <message>
      <source>enter the password again</source>
      <translation>パスワードをもう一度入力してください</translation>
    </message>
    <message>
      <source>enter the schedule of the tube's maker in station.toml, if it asks for one</source>
      <translation>X線管の製造元がウォームアップを求めている場合は、その手順を station.toml に記入してください</translation>
    </message>
    <message>
      <source>enter your password, then ask a second person to log in beside you</source>
      <translation>ご自分のパスワードを入力し、続いて二人目の人にログインしてもらってください</translation>
    </message>
    <message>
      <source>event {number} cannot be read</source>
      <translation>イベント {number} を読めません</translation>
    </message>
    <message>
      <source>event {number} is of version {version}</source>
      <translation>イベント {number} の版は {version} です</translation>
    </message>
    <message>
      <source>everybody on the network could send scans</source>
      <translation>ネットワーク上の誰でもスキャンを送信できてしまいます</translation>
    </message>
    <message>
      <source>export fewer scans at a time</source>
      <translation>一度に書き出すスキャンを減らしてください</translation>
    </message>
    <message>
      <source>export it again from the instrument</source>
      <translation>測定器からもう一度書き出してください</translation>
    </message>
    <message>
      <source>export it as 16-bit TIFF</source>
      <translation>16ビット TIFF で書き出してください</translation>
    </message>
    <message>
      <source>export it as one 16-bit picture</source>
      <translation>16ビットの1枚の画像として書き出してください</translation>
    </message>
    <message>
      <source>export it as uncompressed 16-bit picture</source>
      <translation>非圧縮の16ビット画像として書き出してください</translation>
    </message>
    <message>
      <source>export it in smaller parts</source>
      <translation>小さく分割して書き出してください</translation>
    </message>
    <message>
      <source>export the grey values, not the colours</source>
      <translation>色ではなく濃淡値を書き出してください</translation>
    </message>
    <message>
      <source>feature {feature} is not supported</source>
      <translation>機能 {feature} には対応していません</translation>
    </message>
    <message>
      <source>file {name} does not agree with its hash</source>
      <translation>ファイル {name} がハッシュと一致しません</translation>
    </message>
    <message>
      <source>file {name} is missing</source>
      <translation>ファイル {name} がありません</translation>
    </message>
    <message>
      <source>findings {numbers} are confirmed</source>
      <translation>所見 {numbers} は確認済みです</translation>
    </message>
    <message>
      <source>findings {numbers} have no answer yet</source>
      <translation>所見 {numbers} が未回答です</translation>
    </message>
    <message>
      <source>free space on its disk, and give the folder to this user</source>
      <translation>ディスクの空きを増やし、この利用者に書き込みを許可してください</translation>
    </message>
    <message>
      <source>free space on the disk of the data folder</source>
      <translation>データフォルダのディスクに空きを作ってください</translation>
    </message>
    <message>
      <source>free space on the disk of the data folder, or give the station write access to it</source>
      <translation>データフォルダーのディスクに空きを作るか、書き込み権限を与えてください</translation>
    </message>
    <message>
      <source>free space on the disk of the data folder; scans of this time are marked interrupted</source>
      <translation>データフォルダのディスクに空きを作ってください。この間の画像は中断扱いになります</translation>
    </message>
    <message>
      <source>free space on the disk of the folder, check its rights</source>
      <translation>フォルダーのあるディスクの空き容量を増やし、権限を確認してください</translation>
    </message>
    <message>
      <source>free space, or name another folder in station.toml</source>
      <translation>空き容量を増やすか、station.toml で別のフォルダーを指定してください</translation>
    </message>
    <message>
      <source>give a number</source>
      <translation>数値を指定してください</translation>
    </message>
    <message>
      <source>give it to the user of the station, or name another folder</source>
      <translation>ステーションの利用者に権限を与えるか、別のフォルダーを指定してください</translation>
    </message>
    <message>
      <source>have the detector looked at; the profile that was active stays active</source>
      <translation>検出器を点検してください。以前の校正データが引き続き有効です</translation>
    </message>
    <message>
      <source>have the scan sent again</source>
      <translation>スキャンをもう一度送信してもらってください</translation>
    </message>
    <message>
      <source>head {index} gives lines of {found}</source>
      <translation>検出器ヘッド {index} のラインの形が {found} です</translation>
    </message>
    <message>
      <source>hold or refer the item, or take the confirmation back</source>
      <translation>開披検査または上席へ回すか、確認を取り消してください</translation>
    </message>
    <message>
      <source>install the extra {extra}</source>
      <translation>追加パッケージ {extra} を導入してください</translation>
    </message>
    <message>
      <source>it answers at {baud} baud</source>
      <translation>{baud} ボーで応答します</translation>
    </message>
    <message>
      <source>it answers on the link of {other}, {link}</source>
      <translation>{other} の接続 {link} で応答しています</translation>
    </message>
    <message>
      <source>it has {size} bytes, more than allowed</source>
      <translation>{size}バイトあり、上限を超えています</translation>
    </message>
    <message>
      <source>it has: {known}</source>
      <translation>使える設定：{known}</translation>
    </message>
    <message>
      <source>it is opened again by itself</source>
      <translation>自動的に再接続します</translation>
    </message>
    <message>
      <source>it is tried again by itself</source>
      <translation>自動的に再試行します</translation>
    </message>
    <message>
      <source>it is tried again; if it lasts, restart the station</source>
      <translation>再試行します。続くようなら再起動してください</translation>
    </message>
    <message>
      <source>it leads out of the folder</source>
      <translation>フォルダーの外を指しています</translation>
    </message>
    <message>
      <source>item {identifier} cannot go from {old} to {new}</source>
      <translation>貨物 {identifier} は {old} から {new} へ移れません</translation>
    </message>
    <message>
      <source>item {identifier} is {state}</source>
      <translation>貨物 {identifier} の状態は {state} です</translation>
    </message>
    <message>
      <source>its GenICam description cannot be read: {cause}</source>
      <translation>GenICam 記述を読み込めません：{cause}</translation>
    </message>
    <message>
      <source>its description cannot be unpacked</source>
      <translation>機器の記述を展開できません</translation>
    </message>
    <message>
      <source>its description is at {url!r}</source>
      <translation>機器の記述は {url!r} にあります</translation>
    </message>
    <message>
      <source>leave serial empty and enter model in [generator.options]</source>
      <translation>serial は空にして、[generator.options] に model を記入してください</translation>
    </message>
    <message>
      <source>let the group dialout read and write it, and be a member</source>
      <translation>グループ dialout に読み書きを許可し、そのメンバーになってください</translation>
    </message>
    <message>
      <source>line {number} of {path} is no record of a capture</source>
      <translation>{path} の {number} 行目は通信記録の形式ではありません</translation>
    </message>
    <message>
      <source>list the scanners as TITLE@ADDRESS in peers, or listen on 127.0.0.1</source>
      <translation>peersにスキャナーをTITLE@ADDRESSの形で列挙するか、127.0.0.1で待ち受けてください</translation>
    </message>
    <message>
      <source>list them: inspection-station users list</source>
      <translation>一覧で確認してください：inspection-station users list</translation>
    </message>
    <message>
      <source>log in</source>
      <translation>ログインしてください</translation>
    </message>
    <message>
      <source>log in again</source>
      <translation>もう一度ログインしてください</translation>
    </message>
    <message>
      <source>log in with an account of this station</source>
      <translation>このステーションのアカウントでログインしてください</translation>
    </message>
    <message>
      <source>look at its faults and interlocks</source>
      <translation>異常とインターロックを確認してください</translation>
    </message>
    <message>
      <source>look at the faults and the interlocks of the generator</source>
      <translation>X線発生装置の異常とインターロックを確認してください</translation>
    </message>
    <message>
      <source>look at the generator, then ask again</source>
      <translation>発生装置の状態を確認してから、もう一度要求してください</translation>
    </message>
    <message>
      <source>look at the lane's messages</source>
      <translation>レーンのメッセージを確認してください</translation>
    </message>
    <message>
      <source>look at the state of the device, then ask again</source>
      <translation>機器の状態を確認してから、もう一度操作してください</translation>
    </message>
    <message>
      <source>look why, then ask again</source>
      <translation>原因を確認してから、もう一度要求してください</translation>
    </message>
    <message>
      <source>make accounts with inspection-station users</source>
      <translation>inspection-station users でアカウントを作ってください</translation>
    </message>
    <message>
      <source>make another administrator first</source>
      <translation>先に別の管理者を作ってください</translation>
    </message>
    <message>
      <source>make its administrator first: users add NAME --role administrator</source>
      <translation>先に管理者を作ってください：users add 名前 --role administrator</translation>
    </message>
    <message>
      <source>make some with `simulate`, or name another folder</source>
      <translation>`simulate` で作成するか、別のフォルダを指定してください</translation>
    </message>
    <message>
      <source>make sure that the belt is safe, release it there, start again</source>
      <translation>ベルトの安全を確認し、現場で非常停止を解除してから、もう一度始動してください</translation>
    </message>
    <message>
      <source>mend the file of the profile</source>
      <translation>プロファイルのファイルを修正してください</translation>
    </message>
    <message>
      <source>mend the line it names</source>
      <translation>示された行を直してください</translation>
    </message>
    <message>
      <source>mend these keys; docs/reference/configuration.md lists them</source>
      <translation>これらのキーを直してください。一覧は docs/reference/configuration.md にあります</translation>
    </message>
    <message>
      <source>model {model} made a finding outside the picture</source>
      <translation>モデル {model} が画像の外に所見を出しました</translation>
    </message>
    <message>
      <source>name a file that tap: has written</source>
      <translation>tap: が書いたファイルを指定してください</translation>
    </message>
    <message>
      <source>name a folder of own recordings that fit [detector] model and pixels</source>
      <translation>[detector] の型式と画素数に合う記録フォルダを指定してください</translation>
    </message>
    <message>
      <source>name a station.toml with --config; docs/reference/configuration.md describes it</source>
      <translation>--config で station.toml を指定してください。説明は docs/reference/configuration.md にあります</translation>
    </message>
    <message>
      <source>name another file</source>
      <translation>別のファイルを指定してください</translation>
    </message>
    <message>
      <source>name another folder</source>
      <translation>別のフォルダを指定してください</translation>
    </message>
    <message>
      <source>name both: --as NAME --second NAME</source>
      <translation>二人とも指定してください：--as 名前 --second 名前</translation>
    </message>
    <message>
      <source>name one such as B07, and at least one region</source>
      <translation>B07 のような行名と、1 以上の領域数を指定してください</translation>
    </message>
    <message>
      <source>name or password is wrong</source>
      <translation>名前またはパスワードが違います</translation>
    </message>
    <message>
      <source>name the public key file, or all digits of its fingerprint</source>
      <translation>公開鍵のファイル、または指紋の全桁を指定してください</translation>
    </message>
    <message>
      <source>no DICOS file of this program</source>
      <translation>このプログラムの DICOS ファイルではありません</translation>
    </message>
    <message>
      <source>no Modbus reply for {seconds:.1f} s</source>
      <translation>{seconds:.1f} 秒間 Modbus の応答がありません</translation>
    </message>
    <message>
      <source>no answer to a discovery</source>
      <translation>機器探索への応答ではありません</translation>
    </message>
    <message>
      <source>no answer to {command}</source>
      <translation>{command} に応答がありません</translation>
    </message>
    <message>
      <source>no generator is configured</source>
      <translation>X線発生装置が設定されていません</translation>
    </message>
    <message>
      <source>no lane answers</source>
      <translation>レーンが応答しません</translation>
    </message>
    <message>
      <source>no lines came for the calibration</source>
      <translation>校正用のラインが届きませんでした</translation>
    </message>
    <message>
      <source>no password came</source>
      <translation>パスワードが入力されませんでした</translation>
    </message>
    <message>
      <source>no permission for {port}</source>
      <translation>{port} を使う権限がありません</translation>
    </message>
    <message>
      <source>no result in {seconds:.0f} s</source>
      <translation>{seconds:.0f} 秒間結果がありません</translation>
    </message>
    <message>
      <source>no row of the benchmark begins with {row}, or n is below 1</source>
      <translation>{row} で始まるベンチマークの行がないか、n が 1 未満です</translation>
    </message>
    <message>
      <source>no threat detection report</source>
      <translation>脅威検知レポートではありません</translation>
    </message>
    <message>
      <source>nobody is logged in here</source>
      <translation>ここには誰もログインしていません</translation>
    </message>
    <message>
      <source>not done within {seconds:.0f} s</source>
      <translation>{seconds:.0f} 秒以内に完了しませんでした</translation>
    </message>
    <message>
      <source>nothing answers Modbus at {address}</source>
      <translation>{address} から Modbus の応答がありません</translation>
    </message>
    <message>
      <source>nothing answers at {address}, but detectors do at {there}</source>
      <translation>{address} からは応答がありませんが、次の検出器が応答しています：{there}</translation>
    </message>
    <message>
      <source>nothing answers: {cause}</source>
      <translation>応答がありません：{cause}</translation>
    </message>
    <message>
      <source>nothing can listen on {address}: {cause}</source>
      <translation>{address}で待ち受けできません: {cause}</translation>
    </message>
    <message>
      <source>one person cannot sign twice</source>
      <translation>一人で二度署名することはできません</translation>
    </message>
    <message>
      <source>one thing is verified at a time</source>
      <translation>一度に検証できるのは一つだけです</translation>
    </message>
    <message>
      <source>only descriptions inside the detector are read</source>
      <translation>検出器内部の記述だけを読み込みます</translation>
    </message>
    <message>
      <source>only {left:.1f} GB are free in {folder}</source>
      <translation>{folder} の空きは {left:.1f} GB しかありません</translation>
    </message>
    <message>
      <source>only {lines} lines were taken</source>
      <translation>{lines} ラインしか取得できませんでした</translation>
    </message>
    <message>
      <source>open it as a picture</source>
      <translation>画像として開いてください</translation>
    </message>
    <message>
      <source>open it from the list of decided items</source>
      <translation>判定済みの一覧から開いてください</translation>
    </message>
    <message>
      <source>open it with `analyse`</source>
      <translation>`analyse` で開いてください</translation>
    </message>
    <message>
      <source>others can read the private key {path}</source>
      <translation>秘密鍵 {path} が他人に読める状態です</translation>
    </message>
    <message>
      <source>plug it in</source>
      <translation>ケーブルを接続してください</translation>
    </message>
    <message>
      <source>press the emergency stop and keep everybody away</source>
      <translation>非常停止を押し、誰も近づけないでください</translation>
    </message>
    <message>
      <source>press the emergency stop, keep everybody away and call service</source>
      <translation>非常停止を押し、誰も近づけずに保守担当へ連絡してください</translation>
    </message>
    <message>
      <source>press the emergency stop; then enter the profile and the model of the unit</source>
      <translation>非常停止を押してください。その後、装置のプロファイルと型式を記入してください</translation>
    </message>
    <message>
      <source>put all files of the scan together</source>
      <translation>同じ画像のファイルをすべて揃えてください</translation>
    </message>
    <message>
      <source>put the content in a file and its hash in the event</source>
      <translation>内容はファイルに置き、イベントにはハッシュを入れてください</translation>
    </message>
    <message>
      <source>put the file itself there, no link</source>
      <translation>リンクではなくファイルそのものを置いてください</translation>
    </message>
    <message>
      <source>raise largest_mb if it is right</source>
      <translation>正しいファイルであればlargest_mbを大きくしてください</translation>
    </message>
    <message>
      <source>raw lines cannot be written: {cause}</source>
      <translation>生ラインを書き込めません：{cause}</translation>
    </message>
    <message>
      <source>received scans cannot be kept: {cause}</source>
      <translation>受信したスキャンを保存できません: {cause}</translation>
    </message>
    <message>
      <source>record it again</source>
      <translation>もう一度記録してください</translation>
    </message>
    <message>
      <source>refer the item, or hold it for the radiation officer</source>
      <translation>上席へ回すか、放射線担当官による開披検査にしてください</translation>
    </message>
    <message>
      <source>reinstall the program</source>
      <translation>プログラムを再導入してください</translation>
    </message>
    <message>
      <source>reinstall the program, or train them anew</source>
      <translation>プログラムを再導入するか、学習し直してください</translation>
    </message>
    <message>
      <source>reload the item and look at its state</source>
      <translation>貨物を読み直して状態を確認してください</translation>
    </message>
    <message>
      <source>reload the queue</source>
      <translation>待ち行列を読み直してください</translation>
    </message>
    <message>
      <source>remedy these, then switch on again</source>
      <translation>これらを解消してから、もう一度照射操作をしてください</translation>
    </message>
    <message>
      <source>remove it if it is not needed</source>
      <translation>不要なら削除してください</translation>
    </message>
    <message>
      <source>rename one of them</source>
      <translation>どちらかの名前を変えてください</translation>
    </message>
    <message>
      <source>report it with the scan</source>
      <translation>画像を添えて報告してください</translation>
    </message>
    <message>
      <source>report this</source>
      <translation>この件を報告してください</translation>
    </message>
    <message>
      <source>report this; the occupancy itself is kept</source>
      <translation>この問題を報告してください。通過の記録は残っています</translation>
    </message>
    <message>
      <source>restore it from the backup</source>
      <translation>バックアップから復元してください</translation>
    </message>
    <message>
      <source>restore the backup</source>
      <translation>バックアップを復元してください</translation>
    </message>
    <message>
      <source>rows of {width} values do not fill whole groups of {format}</source>
      <translation>{width} 個の値の行は {format} の画素の組で割り切れません</translation>
    </message>
    <message>
      <source>run `inspection-station doctor --config {config}`</source>
      <translation>`inspection-station doctor --config {config}` を実行してください</translation>
    </message>
    <message>
      <source>run make setup, or use the model physics-only</source>
      <translation>make setup を実行するか、モデル physics-only を使ってください</translation>
    </message>
    <message>
      <source>run the demo again</source>
      <translation>デモをもう一度実行してください</translation>
    </message>
    <message>
      <source>save it as CSV in UTF-8</source>
      <translation>UTF-8 の CSV で保存してください</translation>
    </message>
    <message>
      <source>say who you are: --as NAME</source>
      <translation>実行者を指定してください：--as 名前</translation>
    </message>
    <message>
      <source>scan the item again</source>
      <translation>もう一度スキャンしてください</translation>
    </message>
    <message>
      <source>see station/physics/materials.py</source>
      <translation>station/physics/materials.py を見てください</translation>
    </message>
    <message>
      <source>serial number {found} answers instead of {wanted}</source>
      <translation>製造番号 {wanted} ではなく {found} が応答しました</translation>
    </message>
    <message>
      <source>set a smaller value</source>
      <translation>より小さい値を設定してください</translation>
    </message>
    <message>
      <source>set certificate and key</source>
      <translation>certificateとkeyを設定してください</translation>
    </message>
    <message>
      <source>set it with the maker's tool</source>
      <translation>メーカーのツールで設定してください</translation>
    </message>
    <message>
      <source>set its interface to SBI, and check baud rate and parity</source>
      <translation>通信方式を SBI に設定し、通信速度とパリティを確認してください</translation>
    </message>
    <message>
      <source>set one of {known}</source>
      <translation>次のいずれかに設定してください: {known}</translation>
    </message>
    <message>
      <source>set pixels and the scanner model in station.toml to what the detector has</source>
      <translation>station.toml の画素数と装置型式を検出器に合わせてください</translation>
    </message>
    <message>
      <source>set this feature with the maker's tool</source>
      <translation>この項目はメーカーのツールで設定してください</translation>
    </message>
    <message>
      <source>setpoints are not offered: the unit is not confirmed, or the full scale is not known</source>
      <translation>設定値を書き込めません。装置が確認されていないか、フルスケールが不明です</translation>
    </message>
    <message>
      <source>shorten the text it names</source>
      <translation>示された文字列を短くしてください</translation>
    </message>
    <message>
      <source>something stands in the beam or the beam is unsteady</source>
      <translation>ビームの中に物があるか、ビームが不安定です</translation>
    </message>
    <message>
      <source>split it</source>
      <translation>分割してください</translation>
    </message>
    <message>
      <source>start again to play it from its beginning</source>
      <translation>最初から再生するには、起動し直してください</translation>
    </message>
    <message>
      <source>start it: inspection-station lane --config FILE</source>
      <translation>起動してください：inspection-station lane --config FILE</translation>
    </message>
    <message>
      <source>start the lane: inspection-station lane --config FILE; use the emergency stop if in doubt</source>
      <translation>レーンを起動してください:inspection-station lane --config FILE。疑わしい場合は非常停止を使用してください</translation>
    </message>
    <message>
      <source>start the newer program that wrote it, or restore the backup of before the update</source>
      <translation>これを書いた新しい版を起動するか、更新前のバックアップを復元してください</translation>
    </message>
    <message>
      <source>station.toml has: {known}</source>
      <translation>station.toml にあるもの：{known}</translation>
    </message>
    <message>
      <source>stop it first, or give this one another folder in station.toml</source>
      <translation>先にそれを停止するか、station.toml で別のフォルダを指定してください</translation>
    </message>
    <message>
      <source>store its frames one by one</source>
      <translation>フレームを1枚ずつ保存してください</translation>
    </message>
    <message>
      <source>sudo usermod -aG {group} $USER, then log out and in again</source>
      <translation>sudo usermod -aG {group} $USER を実行し、ログインし直してください</translation>
    </message>
    <message>
      <source>swap the two cables, or the two links in station.toml</source>
      <translation>2 本のケーブル、または station.toml の 2 つの接続を入れ替えてください</translation>
    </message>
    <message>
      <source>switch chunk data and multi-part off in the detector</source>
      <translation>検出器のチャンクデータとマルチパートを無効にしてください</translation>
    </message>
    <message>
      <source>switch the X-rays off for dark and on for air, then repeat</source>
      <translation>暗時はX線を切り、空気ではX線を入れてやり直してください</translation>
    </message>
    <message>
      <source>switch them off before the setpoints are changed</source>
      <translation>設定値を変える前にX線を停止してください</translation>
    </message>
    <message>
      <source>take at least {least} dark and air lines</source>
      <translation>暗時と空気を {least} ライン以上取得してください</translation>
    </message>
    <message>
      <source>take the backup</source>
      <translation>バックアップを使ってください</translation>
    </message>
    <message>
      <source>take the copy of the backup</source>
      <translation>バックアップの写しを使ってください</translation>
    </message>
    <message>
      <source>take the original</source>
      <translation>元のファイルを使ってください</translation>
    </message>
    <message>
      <source>take the original; what was signed has changed since</source>
      <translation>原本を使ってください。署名後に内容が変わっています</translation>
    </message>
    <message>
      <source>the DICOM file cannot be read: {cause}</source>
      <translation>DICOM ファイルを読めません：{cause}</translation>
    </message>
    <message>
      <source>the DICOM file has too many pixels</source>
      <translation>DICOMファイルの画素数が多すぎます</translation>
    </message>
    <message>
      <source>the DICOM file holds no 16-bit grey picture</source>
      <translation>DICOM ファイルに16ビットの濃淡画像がありません</translation>
    </message>
    <message>
      <source>the DICOM file is larger than 2 GiB</source>
      <translation>DICOM ファイルが 2 GiB を超えています</translation>
    </message>
    <message>
      <source>the Modbus connection broke: {cause}</source>
      <translation>Modbus の接続が切れました: {cause}</translation>
    </message>
    <message>
      <source>the account {name} is disabled</source>
      <translation>アカウント {name} は無効です</translation>
    </message>
    <message>
      <source>the barcode reader has no suffix {suffix!r}</source>
      <translation>バーコードリーダーに終端 {suffix!r} の設定はありません</translation>
    </message>
    <message>
      <source>the belt cannot run at {speed} mm/s</source>
      <translation>ベルトを {speed} mm/s で運転することはできません</translation>
    </message>
    <message>
      <source>the belt moved {way:.0f} mm during the scan</source>
      <translation>スキャン中のベルトの移動量が {way:.0f} mm でした</translation>
    </message>
    <message>
      <source>the belt ran backwards by {way:.0f} mm during the scan</source>
      <translation>スキャン中にベルトが {way:.0f} mm 逆走しました</translation>
    </message>
    <message>
      <source>the belt was not read in time</source>
      <translation>時間内にベルトの状態を読み取れませんでした</translation>
    </message>
    <message>
      <source>the belt's positions of this scan are damaged</source>
      <translation>このスキャンのベルト位置データが壊れています</translation>
    </message>
    <message>
      <source>the bundle ends within a header</source>
      <translation>バンドルがヘッダーの途中で終わっています</translation>
    </message>
    <message>
      <source>the bundle ends within {name}</source>
      <translation>バンドルが {name} の途中で終わっています</translation>
    </message>
    <message>
      <source>the bundle has a member with a forbidden name at byte {place}: {name}</source>
      <translation>バンドルの {place} バイト目に使えない名前のメンバーがあります：{name}</translation>
    </message>
    <message>
      <source>the bundle has more than {count} members</source>
      <translation>バンドルのメンバーが {count} 個を超えています</translation>
    </message>
    <message>
      <source>the bundle has two members {name}</source>
      <translation>バンドルに {name} が二つあります</translation>
    </message>
    <message>
      <source>the bundle is larger than {size} MB</source>
      <translation>バンドルが {size} MB を超えています</translation>
    </message>
    <message>
      <source>the bundle is of a newer version</source>
      <translation>バンドルはより新しい版のものです</translation>
    </message>
    <message>
      <source>the bundle was changed after its last member, at byte {place}</source>
      <translation>バンドルの最後のメンバーより後、{place} バイト目が変更されています</translation>
    </message>
    <message>
      <source>the cable is unplugged</source>
      <translation>ケーブルが抜けています</translation>
    </message>
    <message>
      <source>the calibration did not end: {why}</source>
      <translation>校正が終わりませんでした：{why}</translation>
    </message>
    <message>
      <source>the capture is over</source>
      <translation>通信記録の終わりに達しました</translation>
    </message>
    <message>
      <source>the certificate files cannot be used: {cause}</source>
      <translation>証明書ファイルを使用できません: {cause}</translation>
    </message>
    <message>
      <source>the connection broke: {cause}</source>
      <translation>接続が切れました：{cause}</translation>
    </message>
    <message>
      <source>the conveyor profile {name} cannot be used: {cause}</source>
      <translation>コンベヤーのプロファイル {name} は使用できません: {cause}</translation>
    </message>
    <message>
      <source>the detector did not give control</source>
      <translation>検出器の制御権を取得できませんでした</translation>
    </message>
    <message>
      <source>the detector is not open</source>
      <translation>検出器が開かれていません</translation>
    </message>
    <message>
      <source>the detector sends blocks of {width} x {height}</source>
      <translation>検出器は {width} x {height} のブロックを送っています</translation>
    </message>
    <message>
      <source>the detector sends payload type {kind}</source>
      <translation>検出器がペイロード種別 {kind} を送っています</translation>
    </message>
    <message>
      <source>the detector sends pixel format {code}</source>
      <translation>検出器が画素形式 {code} を送っています</translation>
    </message>
    <message>
      <source>the detector sends pixel format {code} instead of {wanted}</source>
      <translation>検出器が {wanted} ではなく画素形式 {code} を送っています</translation>
    </message>
    <message>
      <source>the detector went silent</source>
      <translation>検出器からの信号が途絶えました</translation>
    </message>
    <message>
      <source>the detector's rows have {width} values, not {channels} x {pixels}</source>
      <translation>検出器の1行は {width} 値で、{channels} x {pixels} ではありません</translation>
    </message>
    <message>
      <source>the detector's {feature} has no {entry}</source>
      <translation>検出器の {feature} に {entry} はありません</translation>
    </message>
    <message>
      <source>the detectors of the view {view} have {have} channels, {model} has {want}</source>
      <translation>{view} の検出器のチャネル数は合計 {have} ですが、{model} は {want} です</translation>
    </message>
    <message>
      <source>the device refuses a Modbus request with exception code {code}</source>
      <translation>機器が Modbus の要求を拒否しました（例外コード {code}）</translation>
    </message>
    <message>
      <source>the driver {driver} hands over no whole scans</source>
      <translation>ドライバー{driver}は完成したスキャンを渡すものではありません</translation>
    </message>
    <message>
      <source>the driver {driver} has no option {option}</source>
      <translation>ドライバー {driver} に設定 {option} はありません</translation>
    </message>
    <message>
      <source>the emergency stop is pressed</source>
      <translation>非常停止ボタンが押されています</translation>
    </message>
    <message>
      <source>the first line names the columns: {columns}</source>
      <translation>1行目に列名が必要です：{columns}</translation>
    </message>
    <message>
      <source>the folder {path} cannot be watched: {cause}</source>
      <translation>フォルダー{path}を監視できません: {cause}</translation>
    </message>
    <message>
      <source>the formula {formula!r} cannot be evaluated</source>
      <translation>式 {formula!r} を計算できません</translation>
    </message>
    <message>
      <source>the generator refused ON with {code}</source>
      <translation>X線発生装置が ON を拒否しました（{code}）</translation>
    </message>
    <message>
      <source>the header of {name} in the bundle was changed</source>
      <translation>バンドル内の {name} のヘッダーが変更されています</translation>
    </message>
    <message>
      <source>the host answers, but nothing listens at {link}</source>
      <translation>ホストは応答しますが、{link} では何も待ち受けていません</translation>
    </message>
    <message>
      <source>the item is decided already</source>
      <translation>この品物は判定済みです</translation>
    </message>
    <message>
      <source>the lane did not become ready in {seconds:.0f} s</source>
      <translation>レーンが {seconds:.0f} 秒以内に準備できませんでした</translation>
    </message>
    <message>
      <source>the log-in of {name} is too long ago to sign</source>
      <translation>{name} のログインから時間がたちすぎているため署名できません</translation>
    </message>
    <message>
      <source>the name {name} is taken</source>
      <translation>名前 {name} はすでに使われています</translation>
    </message>
    <message>
      <source>the option {option} of {driver} is {value!r}</source>
      <translation>{driver} の設定 {option} が {value!r} です</translation>
    </message>
    <message>
      <source>the person at this seat signs first</source>
      <translation>この席の人が先に署名してください</translation>
    </message>
    <message>
      <source>the portal told no counts</source>
      <translation>ポータルが計数を送っていません</translation>
    </message>
    <message>
      <source>the portal was silent for {seconds:.0f} s</source>
      <translation>ポータルから {seconds:.0f} 秒間応答がありません</translation>
    </message>
    <message>
      <source>the private key {path} cannot be used</source>
      <translation>秘密鍵 {path} を使えません</translation>
    </message>
    <message>
      <source>the private key {path} cannot be written: {cause}</source>
      <translation>秘密鍵 {path} を書き込めません：{cause}</translation>
    </message>
    <message>
      <source>the profile is for {have} pixels, the scan has {want}</source>
      <translation>校正データは {have} 画素用ですが、画像は {want} です</translation>
    </message>
    <message>
      <source>the profile is of a newer version</source>
      <translation>校正データの版が新しすぎます</translation>
    </message>
    <message>
      <source>the radiation portal alarmed for this item</source>
      <translation>この品物で放射線ポータルが警報を出しました</translation>
    </message>
    <message>
      <source>the radiation portal has not answered for this item yet</source>
      <translation>この品物について放射線ポータルの応答がまだありません</translation>
    </message>
    <message>
      <source>the received file {name} cannot be read: {cause}</source>
      <translation>受信したファイル{name}を読み取れません: {cause}</translation>
    </message>
    <message>
      <source>the request was not done</source>
      <translation>操作は実行されませんでした</translation>
    </message>
    <message>
      <source>the ring of the newest lines cannot be made: {cause}</source>
      <translation>最新ラインの共有領域を作成できません: {cause}</translation>
    </message>
    <message>
      <source>the scale does not tell who it is</source>
      <translation>秤が自分の型式を答えません</translation>
    </message>
    <message>
      <source>the scale gave no answer to {command} for {seconds:.1f} s</source>
      <translation>秤が {command} に {seconds:.1f} 秒間応答しませんでした</translation>
    </message>
    <message>
      <source>the scale told no weight</source>
      <translation>秤が重量を答えませんでした</translation>
    </message>
    <message>
      <source>the scan holds values that are no transmissions</source>
      <translation>画像に透過率として不正な値があります</translation>
    </message>
    <message>
      <source>the scan was not corrected</source>
      <translation>画像が補正されていません</translation>
    </message>
    <message>
      <source>the seat of {name} is locked</source>
      <translation>{name} の席はロックされています</translation>
    </message>
    <message>
      <source>the serial link broke: {cause}</source>
      <translation>シリアル接続が切れました：{cause}</translation>
    </message>
    <message>
      <source>the setpoints that are read back are not those that were written</source>
      <translation>読み戻した設定値が書き込んだ値と異なります</translation>
    </message>
    <message>
      <source>the signature does not agree</source>
      <translation>署名が一致しません</translation>
    </message>
    <message>
      <source>the simulated {kind} did not start</source>
      <translation>模擬 {kind} が起動しませんでした</translation>
    </message>
    <message>
      <source>the station has accounts</source>
      <translation>このステーションにはアカウントがあります</translation>
    </message>
    <message>
      <source>the station has accounts already</source>
      <translation>このステーションにはすでにアカウントがあります</translation>
    </message>
    <message>
      <source>the station has no accounts yet</source>
      <translation>このステーションにはまだアカウントがありません</translation>
    </message>
    <message>
      <source>the store cannot be written: {cause}</source>
      <translation>保存先に書き込めません：{cause}</translation>
    </message>
    <message>
      <source>the store is busy</source>
      <translation>保管庫が使用中です</translation>
    </message>
    <message>
      <source>the two passwords differ</source>
      <translation>二つのパスワードが一致しません</translation>
    </message>
    <message>
      <source>the weights {name} are missing: {cause}</source>
      <translation>重み {name} がありません：{cause}</translation>
    </message>
    <message>
      <source>the weights {name} are no safetensors</source>
      <translation>重み {name} は safetensors ではありません</translation>
    </message>
    <message>
      <source>the weights {name} do not agree with their record</source>
      <translation>重み {name} が記録と一致しません</translation>
    </message>
    <message>
      <source>there is no Japanese font</source>
      <translation>日本語フォントがありません</translation>
    </message>
    <message>
      <source>there is no account {name}</source>
      <translation>アカウント {name} はありません</translation>
    </message>
    <message>
      <source>there is no conveyor profile {name!r}</source>
      <translation>コンベヤーのプロファイル {name!r} はありません</translation>
    </message>
    <message>
      <source>there is no detector called {name}</source>
      <translation>{name} という検出器はありません</translation>
    </message>
    <message>
      <source>there is no encoding {encoding!r}</source>
      <translation>文字コード {encoding!r} はありません</translation>
    </message>
    <message>
      <source>there is no generator profile called {name}</source>
      <translation>{name} というX線発生装置のプロファイルはありません</translation>
    </message>
    <message>
      <source>there is no item {item_id}</source>
      <translation>貨物 {item_id} はありません</translation>
    </message>
    <message>
      <source>there is no material {name}</source>
      <translation>材料 {name} はありません</translation>
    </message>
    <message>
      <source>there is no pixel format {name}</source>
      <translation>画素形式 {name} はありません</translation>
    </message>
    <message>
      <source>there is no port {port}</source>
      <translation>ポート {port} がありません</translation>
    </message>
    <message>
      <source>there is no recording in {path}</source>
      <translation>{path} に記録がありません</translation>
    </message>
    <message>
      <source>there is no request {job_id}</source>
      <translation>依頼 {job_id} はありません</translation>
    </message>
    <message>
      <source>there is no scan {scan_id}</source>
      <translation>画像 {scan_id} はありません</translation>
    </message>
    <message>
      <source>there is no scanner model {name}</source>
      <translation>装置型式 {name} はありません</translation>
    </message>
    <message>
      <source>there is no scenario {name}</source>
      <translation>シナリオ {name} はありません</translation>
    </message>
    <message>
      <source>there is no serial port {port}</source>
      <translation>シリアルポート {port} がありません</translation>
    </message>
    <message>
      <source>there is no warm-up for {days:g} days without use</source>
      <translation>{days:g} 日間使用しなかった場合のウォームアップ手順がありません</translation>
    </message>
    <message>
      <source>there is no {seam} called {name}</source>
      <translation>{seam} に {name} という項目はありません</translation>
    </message>
    <message>
      <source>this account is not there any more</source>
      <translation>このアカウントはもうありません</translation>
    </message>
    <message>
      <source>this cannot be a name: {name}</source>
      <translation>名前として使えません：{name}</translation>
    </message>
    <message>
      <source>this is no Ed25519 public key</source>
      <translation>Ed25519 の公開鍵ではありません</translation>
    </message>
    <message>
      <source>this is no N42.42 document: its root is {root}</source>
      <translation>N42.42 文書ではありません。ルート要素は {root} です</translation>
    </message>
    <message>
      <source>this is no N42.42 document: {cause}</source>
      <translation>N42.42 文書ではありません: {cause}</translation>
    </message>
    <message>
      <source>this is no evidence bundle: {name} is missing</source>
      <translation>証拠バンドルではありません。{name} がありません</translation>
    </message>
    <message>
      <source>this password is easy to guess</source>
      <translation>このパスワードは推測されやすいものです</translation>
    </message>
    <message>
      <source>this request is not from now, or from before the lane was started; it was not done</source>
      <translation>この要求は現在のものではないか、レーン起動前のものであるため、実行しませんでした</translation>
    </message>
    <message>
      <source>this user may not open {port}</source>
      <translation>この利用者は {port} を開けません</translation>
    </message>
    <message>
      <source>this user may not open {port}: it belongs to the group {group}</source>
      <translation>この利用者は {port} を開けません（グループ {group} のものです）</translation>
    </message>
    <message>
      <source>too many failed log-ins</source>
      <translation>ログインの失敗が多すぎます</translation>
    </message>
    <message>
      <source>torch is not installed</source>
      <translation>torch が導入されていません</translation>
    </message>
    <message>
      <source>train them anew</source>
      <translation>学習し直してください</translation>
    </message>
    <message>
      <source>two persons must sign this: {act}</source>
      <translation>二人の署名が必要です：{act}</translation>
    </message>
    <message>
      <source>two rows of the {seam} catalogue are called {name}</source>
      <translation>{seam} の目録に {name} が二つあります</translation>
    </message>
    <message>
      <source>type it, or send it as a line on standard input</source>
      <translation>入力するか、標準入力に一行で渡してください</translation>
    </message>
    <message>
      <source>type them again</source>
      <translation>もう一度入力してください</translation>
    </message>
    <message>
      <source>type them again; mind capitals and the input method</source>
      <translation>もう一度入力してください。大文字・小文字と入力方式に注意してください</translation>
    </message>
    <message>
      <source>up to {most_kv:g} kV and {most_ma:g} mA are allowed</source>
      <translation>{most_kv:g} kV、{most_ma:g} mA まで設定できます</translation>
    </message>
    <message>
      <source>update the detector's firmware</source>
      <translation>検出器のファームウェアを更新してください</translation>
    </message>
    <message>
      <source>update this program</source>
      <translation>このプログラムを更新してください</translation>
    </message>
    <message>
      <source>use 1 to 63 letters, digits, blanks and . @ ' - _, beginning with a letter or digit</source>
      <translation>文字・数字・空白と . @ ' - _ を使い、文字か数字で始まる1～63文字にしてください</translation>
    </message>
    <message>
      <source>use the emergency stop if X-rays must go off; start inspection-station lane --config FILE</source>
      <translation>X線を止める必要がある場合は非常停止を使用し、inspection-station lane --config FILE を起動してください</translation>
    </message>
    <message>
      <source>verify BUNDLE, or verify --audit --config FILE</source>
      <translation>verify バンドル、または verify --audit --config ファイル を指定してください</translation>
    </message>
    <message>
      <source>wait a few seconds, or refer the item</source>
      <translation>数秒待つか、上席へ回してください</translation>
    </message>
    <message>
      <source>wait until it is analysed</source>
      <translation>解析が終わるまでお待ちください</translation>
    </message>
    <message>
      <source>wait {seconds} s and try again</source>
      <translation>{seconds} 秒待ってからもう一度試してください</translation>
    </message>
    <message>
      <source>what the radiation portal saw of this item is not certain</source>
      <translation>この品物について放射線ポータルの結果が確かではありません</translation>
    </message>
    <message>
      <source>write 127.0.0.1:11112</source>
      <translation>127.0.0.1:11112のように書いてください</translation>
    </message>
    <message>
      <source>write TITLE@ADDRESS, TITLE@ADDRESS</source>
      <translation>TITLE@ADDRESS, TITLE@ADDRESSの形で書いてください</translation>
    </message>
    <message>
      <source>write channels = N in each [[detector]] that is one head of several</source>
      <translation>複数のヘッドの一つである各 [[detector]] に channels = N と書いてください</translation>
    </message>
    <message>
      <source>write days = 1 and steps = [[kV, mA, seconds], ...] with rising kV</source>
      <translation>days = 1 と、kV が上がっていく steps = [[kV, mA, 秒], ...] を記入してください</translation>
    </message>
    <message>
      <source>write gamma=3:900,7:400</source>
      <translation>gamma=3:900,7:400 のように書いてください</translation>
    </message>
    <message>
      <source>write it as the detector's manual does</source>
      <translation>検出器の取扱説明書のとおりに記入してください</translation>
    </message>
    <message>
      <source>write it like its default, {default!r}</source>
      <translation>既定値 {default!r} と同じ形で書いてください</translation>
    </message>
    <message>
      <source>write link = {link!r} in station.toml</source>
      <translation>station.toml に link = {link!r} と書いてください</translation>
    </message>
    <message>
      <source>write one of {known}</source>
      <translation>次のいずれかを記入してください: {known}</translation>
    </message>
    <message>
      <source>write serial:/dev/ttyUSB0?baud=9600 or tcp:10.0.0.5:8001; docs/reference/links.md has all forms</source>
      <translation>serial:/dev/ttyUSB0?baud=9600 または tcp:10.0.0.5:8001 のように書いてください。すべての形式は docs/reference/links.md にあります</translation>
    </message>
    <message>
      <source>write utf-8, ascii or shift_jis</source>
      <translation>utf-8、ascii、shift_jis のいずれかを書いてください</translation>
    </message>
    <message>
      <source>{address!r} is no address to listen on</source>
      <translation>{address!r}は待ち受けに使えるアドレスではありません</translation>
    </message>
    <message>
      <source>{address!r} names no link</source>
      <translation>{address!r} は接続先として読めません</translation>
    </message>
    <message>
      <source>{cause}</source>
      <translation>{cause}</translation>
    </message>
    <message>
      <source>{command} was refused: {why}</source>
      <translation>{command} が拒否されました：{why}</translation>
    </message>
    <message>
      <source>{count} faults: {first}</source>
      <translation>異常 {count} 件：{first}</translation>
    </message>
    <message>
      <source>{count} files of {size} MB do not go into a bundle</source>
      <translation>{size} MB、{count} 個のファイルはバンドルに入りません</translation>
    </message>
    <message>
      <source>{count} registers are no monitor block</source>
      <translation>{count} 個のレジスターは監視ブロックではありません</translation>
    </message>
    <message>
      <source>{first} and {second} are accounts of one person</source>
      <translation>{first} と {second} は同じ人のアカウントです</translation>
    </message>
    <message>
      <source>{folder} cannot be written</source>
      <translation>{folder} に書き込めません</translation>
    </message>
    <message>
      <source>{folder} cannot be written: {cause}</source>
      <translation>{folder} に書き込めません：{cause}</translation>
    </message>
    <message>
      <source>{found!r} answers instead of {wanted!r}</source>
      <translation>{wanted!r} ではなく {found!r} が応答しています</translation>
    </message>
    <message>
      <source>{kv:g} kV, {ma:g} mA is out of range</source>
      <translation>{kv:g} kV、{ma:g} mA は範囲外です</translation>
    </message>
    <message>
      <source>{name} asked itself</source>
      <translation>{name} が自分自身に要求を出しました</translation>
    </message>
    <message>
      <source>{name} cannot be both persons</source>
      <translation>{name} が二人分を兼ねることはできません</translation>
    </message>
    <message>
      <source>{name} does not sit here</source>
      <translation>{name} はこの席の人ではありません</translation>
    </message>
    <message>
      <source>{name} in the bundle was changed</source>
      <translation>バンドル内の {name} が変更されています</translation>
    </message>
    <message>
      <source>{name} is an account of the demonstration</source>
      <translation>{name} はデモ用のアカウントです</translation>
    </message>
    <message>
      <source>{name} is missing</source>
      <translation>{name} が指定されていません</translation>
    </message>
    <message>
      <source>{name} is the last administrator</source>
      <translation>{name} は最後の管理者です</translation>
    </message>
    <message>
      <source>{name} is {role} and may not do this: {permission}</source>
      <translation>{name}（役割 {role}）には次の権限がありません：{permission}</translation>
    </message>
    <message>
      <source>{name} is {value:.1f} {unit}, more than {limit:.0f} {unit}</source>
      <translation>{name} が {value:.1f} {unit} で、上限 {limit:.0f} {unit} を超えています</translation>
    </message>
    <message>
      <source>{name} needs {missing}, which is not installed</source>
      <translation>{name} に必要な {missing} が導入されていません</translation>
    </message>
    <message>
      <source>{name} was altered after it was recorded</source>
      <translation>{name} は記録後に変更されています</translation>
    </message>
    <message>
      <source>{path} cannot be read</source>
      <translation>{path} を読めません</translation>
    </message>
    <message>
      <source>{path} cannot be read: {cause}</source>
      <translation>{path} を読めません：{cause}</translation>
    </message>
    <message>
      <source>{path} cannot be written: {cause}</source>
      <translation>{path} に書き込めません：{cause}</translation>
    </message>
    <message>
      <source>{path} has no [detector]</source>
      <translation>{path}に[detector]がありません</translation>
    </message>
    <message>
      <source>{path} has no [scanner]</source>
      <translation>{path}に[scanner]がありません</translation>
    </message>
    <message>
      <source>{path} has no column {missing}</source>
      <translation>{path} に列 {missing} がありません</translation>
    </message>
    <message>
      <source>{path} has schema {revision}, which this program does not know</source>
      <translation>{path} のスキーマ {revision} はこのプログラムでは扱えません</translation>
    </message>
    <message>
      <source>{path} has {count} faults:
  {faults}</source>
      <translation>{path} に {count} 件の誤りがあります：
  {faults}</translation>
    </message>
    <message>
      <source>{path} holds no lines</source>
      <translation>{path} にラインがありません</translation>
    </message>
    <message>
      <source>{path} holds no recording of {channels} x {pixels} pixels with its profile</source>
      <translation>{path} には校正データ付きの {channels} x {pixels} 画素の記録がありません</translation>
    </message>
    <message>
      <source>{path} holds no store yet</source>
      <translation>{path} にはまだデータがありません</translation>
    </message>
    <message>
      <source>{path} is larger than {limit} MB</source>
      <translation>{path} は {limit} MB を超えています</translation>
    </message>
    <message>
      <source>{path} is no capture of this program</source>
      <translation>{path} はこのプログラムの通信記録ではありません</translation>
    </message>
    <message>
      <source>{path} is no grey picture of 8 or 16 bits</source>
      <translation>{path} は8または16ビットの濃淡画像ではありません</translation>
    </message>
    <message>
      <source>{path} is no picture that can be read</source>
      <translation>{path} は読める画像ではありません</translation>
    </message>
    <message>
      <source>{path} is no recording: {cause}</source>
      <translation>{path} は記録ではありません：{cause}</translation>
    </message>
    <message>
      <source>{path} is not TOML: {cause}</source>
      <translation>{path} は TOML ではありません：{cause}</translation>
    </message>
    <message>
      <source>{path} is of a newer version</source>
      <translation>{path} の版が新しすぎます</translation>
    </message>
    <message>
      <source>{path} is there already</source>
      <translation>{path} はすでにあります</translation>
    </message>
    <message>
      <source>{peers!r} names no peers</source>
      <translation>{peers!r}は送信元の指定になっていません</translation>
    </message>
    <message>
      <source>{port} does not support the settings {settings}: {cause}</source>
      <translation>{port} は設定 {settings} に対応していません: {cause}</translation>
    </message>
    <message>
      <source>{reason}</source>
      <translation>{reason}</translation>
    </message>
    <message>
      <source>{text!r} names no sources</source>
      <translation>{text!r} は線源の指定ではありません</translation>
    </message>
    <message>
      <source>{text} is neither a fingerprint of 64 hex digits nor a file</source>
      <translation>{text} は16進64桁の指紋でもファイルでもありません</translation>
    </message>
    <message>
      <source>{value} does not fit into feature {feature}</source>
      <translation>{value} は項目 {feature} に設定できる範囲を超えています</translation>
    </message>
    <message>
      <source>{what} of this station runs already, as process {pid}</source>
      <translation>この装置の {what} は既にプロセス {pid} として動作中です</translation>
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
      <source>judged: {threats} against {goods}</source>
      <translation>判定済み: {threats} と {goods} の比較</translation>
    </message>
    <message>
      <source>lets {measured:.3f} % through; {thickness:.1f} mm of {metal} would let {other:.3f} %, gold {gold:.3f} % (both energies, beside its neighbours)</source>
      <translation>透過率 {measured:.3f} %（{metal} {thickness:.1f} mm なら {other:.3f} %、金なら {gold:.3f} %。両エネルギーと隣の棒との比較）</translation>
    </message>
    <message>
      <source>not identifiable: these measurements cannot tell {threats} from {goods}</source>
      <translation>識別不能: この測定では {threats} と {goods} を区別できません</translation>
    </message>
    <message>
      <source>opaque, high-Z, not identifiable: send to 450 kV/MeV or open</source>
      <translation>不透過・高原子番号・識別不能: 450 kV または MeV の装置に送るか、開披してください</translation>
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
    <name>FolderWatch</name>
    <message>
      <source>{name} cannot be moved aside: {cause}</source>
      <translation>{name}を移動できません: {cause}</translation>
    </message>
    <message>
      <source>{name} cannot be read: {cause}</source>
      <translation>{name}を読み取れません: {cause}</translation>
    </message>
  </context>
  <context>
    <name>Generator</name>
    <message>
      <source>Asked.</source>
      <translation>要求しました。</translation>
    </message>
    <message>
      <source>Cancel warm-up</source>
      <translation>ウォームアップ中止</translation>
    </message>
    <message>
      <source>Faults</source>
      <translation>異常</translation>
    </message>
    <message>
      <source>Hours</source>
      <translation>照射時間 (h)</translation>
    </message>
    <message>
      <source>Interlocks</source>
      <translation>インターロック</translation>
    </message>
    <message>
      <source>No answer yet.</source>
      <translation>まだ応答がありません。</translation>
    </message>
    <message>
      <source>Prepare</source>
      <translation>設定</translation>
    </message>
    <message>
      <source>Press again within 3 s to switch X-rays on.</source>
      <translation>X線を照射するには、3秒以内にもう一度押してください。</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>準備完了</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>理由</translation>
    </message>
    <message>
      <source>Reset faults</source>
      <translation>異常をリセット</translation>
    </message>
    <message>
      <source>Warm-up</source>
      <translation>ウォームアップ</translation>
    </message>
    <message>
      <source>X-RAY GENERATOR</source>
      <translation>X線発生装置</translation>
    </message>
    <message>
      <source>X-rays OFF (F10)</source>
      <translation>X線停止 (F10)</translation>
    </message>
    <message>
      <source>X-rays ON</source>
      <translation>X線照射</translation>
    </message>
    <message>
      <source>X-rays are ON</source>
      <translation>X線照射中</translation>
    </message>
    <message>
      <source>X-rays are off</source>
      <translation>X線停止中</translation>
    </message>
    <message>
      <source>X-rays may be ON</source>
      <translation>X線が照射中の可能性があります</translation>
    </message>
    <message>
      <source>X-rays may be ON: press the emergency stop.</source>
      <translation>X線が照射中の可能性があります:非常停止を押してください。</translation>
    </message>
    <message>
      <source>X-rays went off by themselves</source>
      <translation>X線がひとりでに停止しました</translation>
    </message>
    <message>
      <source>aborted: {reason}</source>
      <translation>中断:{reason}</translation>
    </message>
    <message>
      <source>an interlock is open</source>
      <translation>インターロックが開いています</translation>
    </message>
    <message>
      <source>cancelled</source>
      <translation>中止</translation>
    </message>
    <message>
      <source>days</source>
      <translation>日</translation>
    </message>
    <message>
      <source>days without use</source>
      <translation>未使用日数</translation>
    </message>
    <message>
      <source>done</source>
      <translation>完了</translation>
    </message>
    <message>
      <source>no</source>
      <translation>いいえ</translation>
    </message>
    <message>
      <source>none</source>
      <translation>なし</translation>
    </message>
    <message>
      <source>open: {names}</source>
      <translation>開:{names}</translation>
    </message>
    <message>
      <source>set {wanted}, measured {measured}</source>
      <translation>設定 {wanted}、測定 {measured}</translation>
    </message>
    <message>
      <source>step {step} of {steps}, {left} s left</source>
      <translation>段階 {step}/{steps}、残り {left} 秒</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>はい</translation>
    </message>
    <message>
      <source>{count} closed</source>
      <translation>{count} か所とも閉</translation>
    </message>
    <message>
      <source>{kv:g} kV were not reached</source>
      <translation>{kv:g} kV に達しませんでした</translation>
    </message>
  </context>
  <context>
    <name>Interlock</name>
    <message>
      <source>X-rays are not known to be off</source>
      <translation>X線が停止していることを確認できません</translation>
    </message>
    <message>
      <source>an interlock is open</source>
      <translation>インターロックが開いています</translation>
    </message>
    <message>
      <source>no setpoints were written and read back</source>
      <translation>設定値が書き込まれ、読み戻されていません</translation>
    </message>
    <message>
      <source>nothing keeps the audit log</source>
      <translation>監査記録が残せない状態です</translation>
    </message>
    <message>
      <source>the generator has a fault</source>
      <translation>X線発生装置に異常があります</translation>
    </message>
    <message>
      <source>the generator is not ready</source>
      <translation>X線発生装置の準備ができていません</translation>
    </message>
    <message>
      <source>the generator is switched at its front panel</source>
      <translation>X線発生装置が前面パネルでの操作に切り替わっています</translation>
    </message>
    <message>
      <source>the status is older than a second</source>
      <translation>状態が1秒以上前のものです</translation>
    </message>
    <message>
      <source>the unit is not confirmed as the configured model</source>
      <translation>装置が設定された型式であることを確認できていません</translation>
    </message>
    <message>
      <source>the watchdog of the generator is not armed</source>
      <translation>X線発生装置のウォッチドッグが有効になっていません</translation>
    </message>
    <message>
      <source>there is no fresh permit of a person</source>
      <translation>操作者による有効な許可がありません</translation>
    </message>
    <message>
      <source>this profile is not verified for switching</source>
      <translation>このプロファイルは照射操作の検証が済んでいません</translation>
    </message>
    <message>
      <source>two readings of the status disagree</source>
      <translation>2回読み取った状態が一致しません</translation>
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
    <message>
      <source>radiation-gamma</source>
      <translation>放射線（ガンマ線）</translation>
    </message>
    <message>
      <source>radiation-neutron</source>
      <translation>放射線（中性子）</translation>
    </message>
  </context>
  <context>
    <name>LogIn</name>
    <message>
      <source>DEMO: demo-analyst, demo-supervisor, demo-technician and so on</source>
      <translation>デモ用：demo-analyst、demo-supervisor、demo-technician など</translation>
    </message>
    <message>
      <source>LOCKED</source>
      <translation>ロック中</translation>
    </message>
    <message>
      <source>LOG IN</source>
      <translation>ログイン</translation>
    </message>
    <message>
      <source>Log in (Enter)</source>
      <translation>ログイン（Enter）</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名前</translation>
    </message>
    <message>
      <source>Password</source>
      <translation>パスワード</translation>
    </message>
    <message>
      <source>Password of all: demonstration only</source>
      <translation>共通のパスワード：demonstration only</translation>
    </message>
    <message>
      <source>{name} works here. Another person may log in instead: the open item is closed undecided.</source>
      <translation>{name} さんが作業中です。別の人がログインすることもできます。その場合、開いている貨物は未判定のまま閉じます。</translation>
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
      <source>what was received holds no picture: look at it on the scanner</source>
      <translation>受信したものに画像がありません。スキャナー側で確認してください</translation>
    </message>
    <message>
      <source>{cause}</source>
      <translation>{cause}</translation>
    </message>
    <message>
      <source>{reason} (reports of the other scanner: {count})</source>
      <translation>{reason}（他のスキャナーからの報告: {count}件）</translation>
    </message>
  </context>
  <context>
    <name>Note</name>
    <message>
      <source>a further view was not analysed: {reason}</source>
      <translation>もう一方の像は分析できませんでした：{reason}</translation>
    </message>
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
      <source>the network was not trained for this scanner: it looked for nothing here</source>
      <translation>ネットワークはこの装置用に学習されていません：何も探していません</translation>
    </message>
    <message>
      <source>the open beam was taken from the brightest part of the picture</source>
      <translation>空気レベルは画像の最も明るい部分から求めました</translation>
    </message>
    <message>
      <source>the scanner is unknown: no material is named</source>
      <translation>装置が不明のため、材質は示しません</translation>
    </message>
    <message>
      <source>the view {view} saw nothing of this item</source>
      <translation>{view} の像にはこの品物が写っていません</translation>
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
    <name>Radiation</name>
    <message>
      <source>a gamma detector of the portal is overloaded</source>
      <translation>ポータルのガンマ線検出器が過負荷です</translation>
    </message>
    <message>
      <source>a neutron detector of the portal is overloaded</source>
      <translation>ポータルの中性子検出器が過負荷です</translation>
    </message>
    <message>
      <source>lines of the portal that could not be read: {count}</source>
      <translation>読めなかったポータルの行: {count} 行</translation>
    </message>
    <message>
      <source>several passages of the portal fit this item: {count}</source>
      <translation>複数のポータル通過がこの品物に当てはまります: {count} 件</translation>
    </message>
    <message>
      <source>the beginning of the passage was not seen</source>
      <translation>通過の始まりを観測していません</translation>
    </message>
    <message>
      <source>the belt did not tell when this item passed the portal</source>
      <translation>この品物がいつポータルを通過したかをベルトから特定できません</translation>
    </message>
    <message>
      <source>the end of the passage was not seen</source>
      <translation>通過の終わりを観測していません</translation>
    </message>
    <message>
      <source>the lane was started again before the portal's passage was joined to this item</source>
      <translation>ポータルの通過をこの品物に結び付ける前にレーンが再起動されました</translation>
    </message>
    <message>
      <source>the passage of the portal fits other items as well: {count}</source>
      <translation>このポータル通過は他の品物にも当てはまります: {count} 個</translation>
    </message>
    <message>
      <source>the portal could not be read while this item passed, or after it</source>
      <translation>この品物の通過中またはその後、ポータルを読み取れませんでした</translation>
    </message>
    <message>
      <source>the portal counts too little gamma background</source>
      <translation>ポータルのガンマ線バックグラウンドが低すぎます</translation>
    </message>
    <message>
      <source>the portal counts too little neutron background</source>
      <translation>ポータルの中性子バックグラウンドが低すぎます</translation>
    </message>
    <message>
      <source>the portal counts too much gamma background</source>
      <translation>ポータルのガンマ線バックグラウンドが高すぎます</translation>
    </message>
    <message>
      <source>the portal counts too much neutron background</source>
      <translation>ポータルの中性子バックグラウンドが高すぎます</translation>
    </message>
    <message>
      <source>the portal had told no background before</source>
      <translation>ポータルが事前にバックグラウンドを送っていません</translation>
    </message>
    <message>
      <source>the portal reports an error, or is not ready</source>
      <translation>ポータルがエラーを報告しているか、準備ができていません</translation>
    </message>
    <message>
      <source>the portal runs on its battery, or the battery is low</source>
      <translation>ポータルがバッテリーで動作しているか、バッテリーが少なくなっています</translation>
    </message>
    <message>
      <source>the portal saw nothing pass with this item</source>
      <translation>この品物の時刻にポータルは通過を観測していません</translation>
    </message>
    <message>
      <source>the portal told no gamma counts</source>
      <translation>ポータルがガンマ線の計数を送っていません</translation>
    </message>
    <message>
      <source>the portal was opened or tampered with</source>
      <translation>ポータルが開けられたか、いじられた形跡があります</translation>
    </message>
    <message>
      <source>{portal} alarmed for gamma rays, {sigma:.1f} sigma above background at most</source>
      <translation>{portal} がガンマ線の警報を出しました。最大でバックグラウンドより {sigma:.1f} シグマ上です</translation>
    </message>
    <message>
      <source>{portal} alarmed for gamma rays; how far above background is not known</source>
      <translation>{portal} がガンマ線の警報を出しました。バックグラウンドをどれだけ超えたかは不明です</translation>
    </message>
    <message>
      <source>{portal} alarmed for neutrons</source>
      <translation>{portal} が中性子の警報を出しました</translation>
    </message>
    <message>
      <source>{sigma:.1f} sigma were counted; the portal should alarm from {threshold:.1f} on and did not</source>
      <translation>{sigma:.1f} シグマが計数されました。ポータルは {threshold:.1f} シグマから警報を出すはずですが、出しませんでした</translation>
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
    <name>Received</name>
    <message>
      <source>a picture for the eye ({what}): its grey values are no measured intensities</source>
      <translation>表示用の画像です({what})。濃淡値は測定された強度ではありません</translation>
    </message>
    <message>
      <source>a tomography volume: its values are reconstructed, no measured transmission; look at it on the scanner's own console</source>
      <translation>断層撮影のボリュームです。値は再構成されたもので、測定された透過率ではありません。スキャナーの操作卓で確認してください</translation>
    </message>
    <message>
      <source>it does not say that its grey values are measured intensities: not analysed</source>
      <translation>濃淡値が測定された強度であるとの記載がないため、解析していません</translation>
    </message>
    <message>
      <source>its energies are pictures of different sizes: they cannot be one scan</source>
      <translation>エネルギーごとの画像の大きさが異なるため、一つのスキャンにできません</translation>
    </message>
    <message>
      <source>its values are logarithmic and nothing says in which unit: set log_scale of this scanner</source>
      <translation>値が対数で、単位の記載がありません。このスキャナーのlog_scaleを設定してください</translation>
    </message>
    <message>
      <source>of its energies only {have} came and {missing} is missing: send all of them again</source>
      <translation>エネルギーのうち{have}だけが届き、{missing}がありません。すべてをもう一度送信してください</translation>
    </message>
    <message>
      <source>{cause}</source>
      <translation>{cause}</translation>
    </message>
    <message>
      <source>{form} holds no X-ray projection: kept as it came</source>
      <translation>{form}にはX線投影画像がありません。届いたまま保存しました</translation>
    </message>
  </context>
  <context>
    <name>Receiver</name>
    <message>
      <source>{peer} called {title}</source>
      <translation>{peer}が別のAEタイトル{title}を呼び出しました</translation>
    </message>
    <message>
      <source>{peer} is not one of the peers</source>
      <translation>{peer}は許可された送信元ではありません</translation>
    </message>
    <message>
      <source>{peer}: no TLS connection</source>
      <translation>{peer}: TLS接続ができませんでした</translation>
    </message>
    <message>
      <source>{peer}: not the object that was announced</source>
      <translation>{peer}: 予告されたオブジェクトと異なります</translation>
    </message>
    <message>
      <source>{peer}: too many associations</source>
      <translation>{peer}: アソシエーションが多すぎます</translation>
    </message>
    <message>
      <source>{peer}: too many connections</source>
      <translation>{peer}: 接続が多すぎます</translation>
    </message>
    <message>
      <source>{peer}: {why}</source>
      <translation>{peer}: {why}</translation>
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
      <source>Enter: try again · Esc: leave it and take the next</source>
      <translation>Enter：もう一度試す · Esc：残して次へ進む</translation>
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
      <source>GAMMA ALARM</source>
      <translation>ガンマ線警報</translation>
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
      <source>NEUTRON ALARM</source>
      <translation>中性子警報</translation>
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
      <source>Radiation: no alarm</source>
      <translation>放射線: 警報なし</translation>
    </message>
    <message>
      <source>Radiation: no alarm, but not all was seen:</source>
      <translation>放射線: 警報なし、ただし全体は確認できず:</translation>
    </message>
    <message>
      <source>Radiation: not joined:</source>
      <translation>放射線: 結び付け不可:</translation>
    </message>
    <message>
      <source>Radiation: not measured:</source>
      <translation>放射線: 測定なし:</translation>
    </message>
    <message>
      <source>Radiation: the portal has not answered yet.</source>
      <translation>放射線: ポータルの応答待ちです。</translation>
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
      <source>radiation</source>
      <translation>放射線</translation>
    </message>
    <message>
      <source>radiation alarm</source>
      <translation>放射線警報</translation>
    </message>
    <message>
      <source>radiation not certain</source>
      <translation>放射線不確か</translation>
    </message>
    <message>
      <source>rejected</source>
      <translation>棄却</translation>
    </message>
    <message>
      <source>second person</source>
      <translation>二人目</translation>
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
    <message>
      <source>{sigma:.1f} σ (threshold not told)</source>
      <translation>{sigma:.1f} σ (しきい値の通知なし)</translation>
    </message>
    <message>
      <source>{sigma:.1f} σ (threshold {threshold:.1f})</source>
      <translation>{sigma:.1f} σ (しきい値 {threshold:.1f})</translation>
    </message>
    <message>
      <source>σ not known</source>
      <translation>σ 不明</translation>
    </message>
  </context>
  <context>
    <name>Role</name>
    <message>
      <source>administrator</source>
      <translation>管理者</translation>
    </message>
    <message>
      <source>analyst</source>
      <translation>審査担当</translation>
    </message>
    <message>
      <source>auditor</source>
      <translation>監査担当</translation>
    </message>
    <message>
      <source>custodian</source>
      <translation>証拠保管担当</translation>
    </message>
    <message>
      <source>operator</source>
      <translation>操作員</translation>
    </message>
    <message>
      <source>qa</source>
      <translation>品質担当</translation>
    </message>
    <message>
      <source>supervisor</source>
      <translation>上席</translation>
    </message>
    <message>
      <source>technician</source>
      <translation>技術担当</translation>
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
    <name>Supervisor</name>
    <message>
      <source>ended by the signal {name}</source>
      <translation>シグナル {name} で終了しました</translation>
    </message>
    <message>
      <source>ended with the exit code {code}</source>
      <translation>終了コード {code} で終了しました</translation>
    </message>
    <message>
      <source>ended {count} times after its start and is left alone: {reason}</source>
      <translation>起動のたびに終了したため（{count} 回）再起動を止めました：{reason}</translation>
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
      <source>conveyor</source>
      <translation>コンベヤー</translation>
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
      <source>gamma alarm now</source>
      <translation>ガンマ線警報中</translation>
    </message>
    <message>
      <source>gamma background, counts per second</source>
      <translation>ガンマ線バックグラウンド、カウント/秒</translation>
    </message>
    <message>
      <source>gaps</source>
      <translation>欠落箇所</translation>
    </message>
    <message>
      <source>generator</source>
      <translation>X線発生器</translation>
    </message>
    <message>
      <source>identifying</source>
      <translation>識別中</translation>
    </message>
    <message>
      <source>lane</source>
      <translation>レーン</translation>
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
      <source>lines not kept</source>
      <translation>保存できなかったライン</translation>
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
      <source>neutron alarm now</source>
      <translation>中性子警報中</translation>
    </message>
    <message>
      <source>neutron background, counts per second</source>
      <translation>中性子バックグラウンド、カウント/秒</translation>
    </message>
    <message>
      <source>not calibrated</source>
      <translation>未校正</translation>
    </message>
    <message>
      <source>packets dropped by this computer</source>
      <translation>この端末で失われたパケット</translation>
    </message>
    <message>
      <source>packets sent again</source>
      <translation>再送パケット数</translation>
    </message>
    <message>
      <source>passages</source>
      <translation>通過</translation>
    </message>
    <message>
      <source>portal</source>
      <translation>放射線ポータル</translation>
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
      <source>something stands in it</source>
      <translation>通過物あり</translation>
    </message>
    <message>
      <source>tampered with</source>
      <translation>不正操作</translation>
    </message>
    <message>
      <source>valid</source>
      <translation>有効</translation>
    </message>
    <message>
      <source>waiting for the disk, %</source>
      <translation>ディスク書き込み待ち (%)</translation>
    </message>
  </context>
  <context>
    <name>ThreatReport</name>
    <message>
      <source>the bitmap of object {number} is shorter than its box: it is not drawn</source>
      <translation>対象{number}のビットマップが枠より短いため、描画しません</translation>
    </message>
    <message>
      <source>the box of object {number} lies nowhere: it is not drawn</source>
      <translation>対象{number}の枠の位置が不正なため、描画しません</translation>
    </message>
    <message>
      <source>the polygon of object {number} is cut short: it is not drawn</source>
      <translation>対象{number}の多角形が途中で切れているため、描画しません</translation>
    </message>
    <message>
      <source>the report states {stated} alarms and flags {flagged}</source>
      <translation>レポートの記載は警報{stated}件ですが、警報と判定された対象は{flagged}件です</translation>
    </message>
  </context>
  <context>
    <name>TwoPersons</name>
    <message>
      <source>Cancel (Esc)</source>
      <translation>取消（Esc）</translation>
    </message>
    <message>
      <source>Name of the second person</source>
      <translation>二人目の名前</translation>
    </message>
    <message>
      <source>Password of {name}</source>
      <translation>{name} のパスワード</translation>
    </message>
    <message>
      <source>Second person</source>
      <translation>二人目の名前</translation>
    </message>
    <message>
      <source>Sign (Enter)</source>
      <translation>署名（Enter）</translation>
    </message>
    <message>
      <source>TWO PERSONS SIGN THIS</source>
      <translation>二人の署名が必要です</translation>
    </message>
    <message>
      <source>Their password</source>
      <translation>そのパスワード</translation>
    </message>
    <message>
      <source>{verdict}: the analysis advises to open this item. Both are responsible.</source>
      <translation>{verdict}：解析はこの貨物の開披を勧めています。二人が責任を負います。</translation>
    </message>
  </context>
  <context>
    <name>Unjoined</name>
    <message>
      <source>ambiguous</source>
      <translation>該当する品物が複数あります</translation>
    </message>
    <message>
      <source>code</source>
      <translation>コード</translation>
    </message>
    <message>
      <source>no-place</source>
      <translation>その時刻のベルト位置が分かりません</translation>
    </message>
    <message>
      <source>nothing-there</source>
      <translation>そこに品物は来ませんでした</translation>
    </message>
    <message>
      <source>occupancy</source>
      <translation>放射線通過</translation>
    </message>
    <message>
      <source>passage</source>
      <translation>通過</translation>
    </message>
    <message>
      <source>repeated</source>
      <translation>同じ記録の繰り返しです</translation>
    </message>
    <message>
      <source>scan</source>
      <translation>撮影</translation>
    </message>
    <message>
      <source>taken</source>
      <translation>その品物には既にあります</translation>
    </message>
    <message>
      <source>weight</source>
      <translation>重量</translation>
    </message>
    <message>
      <source>{what} {told} of {source} belongs to no item: {why}</source>
      <translation>{source} の{what} {told} はどの品物にも属しません：{why}</translation>
    </message>
  </context>
  <context>
    <name>View</name>
    <message>
      <source>side</source>
      <translation>側面</translation>
    </message>
    <message>
      <source>top</source>
      <translation>上面</translation>
    </message>
  </context>
  <context>
    <name>Window</name>
    <message>
      <source>DEMO ACCOUNT</source>
      <translation>デモ用アカウント</translation>
    </message>
    <message>
      <source>Inspection station</source>
      <translation>検査ステーション</translation>
    </message>
    <message>
      <source>Lock</source>
      <translation>ロック</translation>
    </message>
    <message>
      <source>Log out</source>
      <translation>ログアウト</translation>
    </message>
    <message>
      <source>No accounts yet. To begin with them: inspection-station users --config FILE add NAME --role administrator</source>
      <translation>アカウントはまだありません。作成：inspection-station users --config FILE add NAME --role administrator</translation>
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
      <source>The disk is full ({left:.0f} MB left): lines wait and are not all kept. Free space.</source>
      <translation>ディスクに空きがありません（残り {left:.0f} MB）。ラインは待機中で、全ては保存されません。空き容量を増やしてください。</translation>
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
      <source>corrected by its scanner</source>
      <translation>スキャナー側で補正済み</translation>
    </message>
    <message>
      <source>locked</source>
      <translation>ロック中</translation>
    </message>
    <message>
      <source>model {name}</source>
      <translation>モデル {name}</translation>
    </message>
    <message>
      <source>no accounts</source>
      <translation>アカウントなし</translation>
    </message>
    <message>
      <source>nobody is logged in</source>
      <translation>未ログイン</translation>
    </message>
    <message>
      <source>not calibrated</source>
      <translation>未校正</translation>
    </message>
    <message>
      <source>there is no detector here: the other scanner corrects its own pictures</source>
      <translation>ここには検出器がありません。画像は他のスキャナーが自ら補正します</translation>
    </message>
  </context>
</TS>